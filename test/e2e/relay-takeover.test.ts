/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../src/domain/events.js";
import { openCluster, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { samplesOf } from "../support/running-service.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { query } from "../support/services.js";
import { writeSteadily, type SteadyWriter } from "../support/steady-outbox.js";

const EVENTS_PER_SECOND = scaled(200, 500);
const ROUNDS = scaled(1, 10);
const PATIENCE = { timeoutMs: 60_000 };
/** OUTBOX_BATCH_SIZE's default, and how many batches a sink has under way. */
const IN_HAND = 4 * 500;

interface Arrival {
  readonly eventId: string;
  readonly position: number;
  readonly at: number;
}

let cluster: Cluster;
let writer: SteadyWriter;
let relay: Process;
let standby: Process;
const arrivals: Arrival[] = [];

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.consume(({ eventId, position }: Envelope) => {
    arrivals.push({ eventId, position: Number(position), at: performance.now() });
  });
  relay = await start();
  await eventually(async () => expect(await holder()).not.toBeNull());
  standby = await start();
  writer = await writeSteadily(cluster.database.url, EVENTS_PER_SECOND);
  await delivering(performance.now());
}, 60_000);

afterAll(() => cluster.close());

const start = () => cluster.start("relay", { METRICS_PUBLIC: "true" });

const relays = async ({ url }: Process) =>
  samplesOf(await (await fetch(`${url}/metrics`)).text()).get("stockfeed_relay_lease_held") === 1;

/** A relay that the machine has let stand still for long has been replaced: which of the two it is now. */
async function first(): Promise<Process> {
  await eventually(async () => {
    const [one, other] = [await relays(relay), await relays(standby)];
    expect([one, other]).toContain(true);
    if (!one) [relay, standby] = [standby, relay];
  }, PATIENCE);
  return relay;
}

async function holder(): Promise<string | null> {
  const sql = "SELECT holder FROM lease WHERE expires_at > clock_timestamp()";
  const [lease] = await query<{ holder: string }>(cluster.database.url, sql);
  return lease?.holder ?? null;
}

/** Until an event has arrived that was committed after the moment. @returns when it arrived. */
async function delivering(after: number): Promise<number> {
  let from = arrivals.length;
  return eventually(() => {
    const first = arrivals.slice(from).find(({ eventId }) => (writer.committedAt.get(eventId) ?? 0) > after);
    // What a commit's answer has not come for yet is looked at again.
    if (!first) from = Math.max(0, arrivals.length - 1_000);
    expect(first).toBeDefined();
    return (first as Arrival).at;
  }, PATIENCE);
}

/** @returns how long it took from the signal until the other one delivered what was new. */
async function takeover(end: (process: Process) => Promise<void>): Promise<number> {
  const leaving = await first();
  const before = await holder();
  const began = performance.now();
  const ended = end(leaving);
  await eventually(async () => {
    const now = await holder();
    expect(now !== null && now !== before).toBe(true);
  }, PATIENCE);
  const took = (await delivering(performance.now())) - began;
  await ended;
  relay = standby;
  standby = await start();
  return took;
}

function duplicates(from = 0): readonly Arrival[] {
  const seen = new Set(arrivals.slice(0, from).map(({ eventId }) => eventId));
  return arrivals.slice(from).filter(({ eventId }) => seen.has(eventId) || !seen.add(eventId));
}

async function rounds(end: (process: Process) => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) took.push(Math.round(await takeover(end)));
  return took;
}

const report = (row: object) =>
  process.stderr.write(`${JSON.stringify({ prove: "relay-takeover", ...row })}\n`);

describe("a second relay", () => {
  it(
    "when the first is killed, then it delivers what is new within 6 s",
    async () => {
      const from = arrivals.length;
      const tookMs = await rounds((process) => process.kill());
      report({ signal: "SIGKILL", tookMs, duplicates: duplicates(from).length });
      if (IN_FULL) expect(Math.max(...tookMs)).toBeLessThan(6_000);
    },
    ROUNDS * 20_000 + 120_000,
  );

  it(
    "when the first is told to stop, then it delivers what is new within 1 s, and nothing comes twice",
    async () => {
      const from = arrivals.length;
      const tookMs = await rounds((process) => process.stop());
      report({ signal: "SIGTERM", tookMs, duplicates: duplicates(from).length });
      expect(duplicates(from)).toEqual([]);
      if (IN_FULL) expect(Math.max(...tookMs)).toBeLessThan(1_000);
    },
    ROUNDS * 20_000 + 120_000,
  );

  it("when the first stood still meanwhile and goes on, then no more than it had in hand comes twice", async () => {
    const from = arrivals.length;
    await first();
    const before = await holder();
    relay.child.kill("SIGSTOP");
    const [stopped] = await query<{ head: number }>(
      cluster.database.url,
      "SELECT feed_position()::int AS head",
    );
    await eventually(async () => {
      const now = await holder();
      expect(now !== null && now !== before).toBe(true);
    }, PATIENCE);
    const later = await holder();
    await delivering(performance.now());
    relay.child.kill("SIGCONT");
    // It answers again, after it has looked at its lease.
    await eventually(async () => expect((await fetch(`${relay.url}/readyz`)).status).toBe(200), PATIENCE);
    await delivering(performance.now());
    // Unless that one was held up, too.
    if (IN_FULL) expect(await holder()).toBe(later);
    const twice = duplicates(from);
    report({ signal: "SIGSTOP", duplicates: twice.length });
    const head = stopped?.head as number;
    expect(twice.filter(({ position }) => position > head)).toEqual([]);
    expect(twice.length).toBeLessThanOrEqual(IN_HAND);
  }, 240_000);

  it("when it is over, then nothing is lost, and each event came first in its turn", async () => {
    await writer.stop();
    const all = writer.committedAt.size;
    const firsts = new Map<string, number>();
    await eventually(() => {
      for (const { eventId, position } of arrivals) if (!firsts.has(eventId)) firsts.set(eventId, position);
      expect(firsts.size).toBe(all);
    }, PATIENCE);
    expect([...firsts.values()]).toEqual(Array.from({ length: all }, (_, index) => index + 1));
  }, 90_000);
});
