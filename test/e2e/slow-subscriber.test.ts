/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, reserve, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { median, quantile, rounded } from "../support/figures.js";
import { LatencyProbes } from "../support/latency-probes.js";
import { expectDense, expectHeard } from "../support/pipeline-truth.js";
import { samplesOf } from "../support/running-service.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { query, uniqueName } from "../support/services.js";
import { SlowSubscriber } from "../support/slow-subscriber.js";
import { SteadyWrites } from "../support/steady-writes.js";

/** What may wait in a node for one connection. */
const BUFFER_BYTES = 131_072;
const SLOWER_THAN_THE_FEED = 4413;
const ITEMS = 50;
/** Each changes the level of every item; all of them are more than the network itself holds. */
const BURSTS = scaled(24, 40);
const PATIENCE = { timeoutMs: 60_000 };

const PROBES = scaled(20, 100);
const PER_SECOND = 50;
const WRITES = scaled(50, 500);
const ROUNDS = scaled(2, 5);

let cluster: Cluster;
/** One closes who does not read after two seconds, the other keeps them. */
let strict: Process;
let patient: Process;
let token: string;
let items: string[];

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.start("relay");
  const limits = (seconds: number) => ({
    SOCKET_BUFFER_BYTES: String(BUFFER_BYTES),
    SOCKET_BEHIND_SECONDS: String(seconds),
    GRAPHQL_MAX_ALIASES: "1000",
  });
  [strict, patient] = await Promise.all([cluster.start("api", limits(2)), cluster.start("api", limits(600))]);
  token = await tokenFor(strict);
  items = await Promise.all(
    Array.from({ length: ITEMS }, () => stockUp(strict.url, token, uniqueName("item"), 1_000_000)),
  );
}, 60_000);

afterAll(() => cluster.close());

async function burst(): Promise<void> {
  const lines = items.map((productVariantId) => ({ productVariantId, quantity: 1 }));
  const { body } = await reserve(strict.url, token, uniqueName("order"), lines);
  expect(body.data?.reserveStock.userErrors).toEqual([]);
}

async function bursts(): Promise<void> {
  for (let turn = 0; turn < BURSTS; turn++) await burst();
}

/** @returns the newest position, when everything that was caused has one. */
const settled = () => eventually(() => expectDense(cluster.database.url), PATIENCE);

interface Figures {
  /** Bytes that wait for the connection with most. */
  readonly buffered: number;
  readonly fellBehind: number;
}

async function figuresOf({ url }: Process): Promise<Figures> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const samples = samplesOf(await response.text());
  return {
    buffered: samples.get("stockfeed_subscriber_buffered_bytes_max") as number,
    fellBehind: samples.get('stockfeed_subscriptions_closed_total{reason="behind"}') as number,
  };
}

it("when a client stops reading, then little waits for it, it is closed with 4413, and resumes without loss", async () => {
  await bursts();
  await settled();
  const slow = new SlowSubscriber({ url: strict.url, token, conflate: false });
  const buffered: number[] = [];
  await slow.subscribe(0);
  slow.pause();
  await eventually(async () => {
    const figures = await figuresOf(strict);
    buffered.push(figures.buffered);
    expect(figures.fellBehind).toBe(1);
  }, PATIENCE);
  slow.read();
  await eventually(() => expect(slow.closedWith).toBe(SLOWER_THAN_THE_FEED), PATIENCE);

  const given = slow.heard.length;
  await slow.subscribe(slow.heard.at(-1));
  await burst();
  await settled();
  await eventually(async () => {
    // This process itself may have stood still for long enough to be closed again.
    if (slow.closedWith !== undefined) await slow.subscribe(slow.heard.at(-1));
    await expectHeard(cluster.database.url, slow);
  }, PATIENCE);
  slow.leave();

  const message = slow.bytes / slow.heard.length;
  const figures = { mostBuffered: Math.max(...buffered), events: given, of: slow.heard.length, message };
  process.stderr.write(`${JSON.stringify({ prove: "slow-subscriber", ...figures })}\n`);
  // One message more may begin while there is room; their lengths differ by little.
  expect(figures.mostBuffered).toBeGreaterThan(BUFFER_BYTES);
  expect(figures.mostBuffered).toBeLessThanOrEqual(BUFFER_BYTES + 1.1 * message);
  expect(given).toBeLessThan(slow.heard.length);
}, 120_000);

it("when a client that conflates stops reading, then it is given the latest of each variant when it reads again", async () => {
  const slow = new SlowSubscriber({ url: patient.url, token, conflate: true });
  const before = await settled();
  await slow.subscribe(before);
  await burst();
  await eventually(() => expect(slow.heard.length).toBeGreaterThan(0), PATIENCE);
  slow.pause();
  await bursts();
  const after = await settled();
  slow.read();
  const stored = await query<{ id: string; version: number }>(
    cluster.database.url,
    "SELECT product_variant_id AS id, version FROM inventory",
  );
  const wanted = new Map(stored.map(({ id, version }) => [id, version]));
  const told = () => new Map(stored.map(({ id }) => [id, slow.version(id)]));
  await eventually(() => expect(told()).toEqual(wanted), PATIENCE);
  slow.leave();

  const { heard, closedWith } = slow;
  const [{ changes } = { changes: 0 }] = await query<{ changes: number }>(
    cluster.database.url,
    `SELECT count(*)::int AS changes FROM feed
     WHERE position > ${before} AND position <= ${after} AND event_type = 'InventoryReservedEvent'`,
  );
  process.stderr.write(
    `${JSON.stringify({ prove: "slow-subscriber conflates", events: heard.length, of: changes })}\n`,
  );
  expect(closedWith).toBeUndefined();
  expect(heard.length).toBeLessThan(changes);
  expect(heard.filter((position, index) => position <= (heard[index - 1] ?? 0))).toEqual([]);
}, 120_000);

it(
  "when one client stops reading, then the others are told as soon as they are without it",
  async () => {
    const probes = new LatencyProbes({ url: patient.url, token, count: PROBES });
    await probes.subscribe();
    const writing = new SteadyWrites({ node: patient, token, ids: items, perSecond: PER_SECOND });
    const round = async (): Promise<number> => {
      // What fills its connection is under way, and no part of the figure.
      await writing.more(PER_SECOND);
      const from = Date.now();
      await writing.more(WRITES);
      const until = Date.now();
      await probes.toldOf(until);
      return quantile(probes.times(from, until), 0.99);
    };
    const ratios: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const without = await round();
      const slow = new SlowSubscriber({ url: patient.url, token, conflate: false });
      await slow.subscribe(0);
      slow.pause();
      const beside = await round();
      slow.leave();
      ratios.push(beside / without);
      const figures = { without: rounded(without), beside: rounded(beside) };
      process.stderr.write(`${JSON.stringify({ prove: "slow-subscriber p99", ...figures })}\n`);
    }
    await writing.stop();
    probes.leave();
    const ratio = rounded(median(ratios));
    process.stderr.write(`${JSON.stringify({ prove: "slow-subscriber p99", medianRatio: ratio })}\n`);
    if (IN_FULL) expect(ratio).toBeLessThanOrEqual(1.5);
  },
  scaled(120_000, 300_000),
);
