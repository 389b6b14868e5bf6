/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { openCluster, type Cluster } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { query } from "../support/services.js";
import { writeSteadily, type SteadyWriter } from "../support/steady-outbox.js";

const ROUNDS = scaled(1, 5);
const EVENTS_PER_SECOND = scaled(500, 2_000);
/** How long the transaction has been open when measuring begins. */
const HELD_MS = scaled(1_000, 120_000);
const MEASURED_MS = scaled(1_000, 20_000);
const MOST = 1.5;

let cluster: Cluster;
let writer: SteadyWriter;
const arrivals: { eventId: string; at: number }[] = [];

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.start("relay");
  await cluster.consume(({ eventId }) => arrivals.push({ eventId, at: performance.now() }));
  writer = await writeSteadily(cluster.database.url, EVENTS_PER_SECOND);
}, 60_000);

afterAll(() => cluster.close());

/** Of what was committed and delivered within the time: the 99th percentile from one to the other. */
async function p99(ms: number): Promise<number> {
  const from = arrivals.length;
  const end = performance.now() + ms;
  await eventually(() => expect(arrivals.at(-1)?.at).toBeGreaterThan(end), { timeoutMs: ms + 60_000 });
  const latencies = arrivals
    .slice(from)
    .map(({ eventId, at }) => at - (writer.committedAt.get(eventId) ?? at))
    .sort((a, b) => a - b);
  // Slower than the load would be no measure of the load.
  if (IN_FULL) expect(latencies.length).toBeGreaterThan((EVENTS_PER_SECOND * ms) / 2_000);
  return latencies[Math.floor(latencies.length * 0.99)] as number;
}

/** A transaction that has written, and does nothing more, for as long as the work takes. */
async function besideIdleTransaction<T>(work: () => Promise<T>): Promise<T> {
  const idle = new pg.Client({ connectionString: cluster.database.url });
  await idle.connect();
  try {
    await idle.query("BEGIN");
    await idle.query("UPDATE warehouse SET priority = priority");
    await idle.query("SELECT FROM feed_head");
    return await work();
  } finally {
    await idle.end();
  }
}

async function held(): Promise<void> {
  const until = performance.now() + HELD_MS;
  await eventually(() => expect(performance.now()).toBeGreaterThan(until), { timeoutMs: HELD_MS + 1_000 });
}

describe("the relay beside a transaction that is left open", () => {
  it(
    `when one has been open for ${HELD_MS / 1000} s, then events arrive, with a 99th percentile at most ${MOST} times that without`,
    async () => {
      await p99(MEASURED_MS);
      const rounds: { without: number; beside: number; ratio: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await query(cluster.database.url, "VACUUM outbox");
        const without = await p99(MEASURED_MS);
        const beside = await besideIdleTransaction(async () => {
          await held();
          return p99(MEASURED_MS);
        });
        rounds.push({ without, beside, ratio: beside / without });
      }
      process.stderr.write(`${JSON.stringify({ prove: "idle-transaction", rounds })}\n`);
      const ratios = rounds.map(({ ratio }) => ratio).sort((a, b) => a - b);
      if (IN_FULL) expect(ratios[Math.floor(ROUNDS / 2)]).toBeLessThanOrEqual(MOST);
    },
    ROUNDS * (HELD_MS + 2 * MEASURED_MS) + 240_000,
  );

  it("when it is over, then everything has arrived", async () => {
    await writer.stop();
    await eventually(
      () => {
        const arrived = new Set(arrivals.map(({ eventId }) => eventId));
        expect([...writer.committedAt.keys()].filter((eventId) => !arrived.has(eventId))).toEqual([]);
      },
      { timeoutMs: 60_000 },
    );
  }, 90_000);
});
