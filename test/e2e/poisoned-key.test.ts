/** @needs postgres redis rabbitmq */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { connect, type ChannelModel } from "amqplib";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { openCluster, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { median, quantile, rounded } from "../support/figures.js";
import { pace } from "../support/pace.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { amqpUrl, query } from "../support/services.js";
import { writeSteadily, type SteadyWriter } from "../support/steady-outbox.js";

const ROUNDS = scaled(1, 5);
const MEASURED_MS = scaled(1_000, 15_000);
const OTHERS_PER_SECOND = scaled(200, 500);
const HOT_PER_SECOND = 50;
const MOST = 1.5;
const PATIENCE = { timeoutMs: 60_000 };
/** The hot key's events alone have this type, and are bound to by whoever refuses them. */
const ROUTING_KEY = "inventory.warehouse.updated";
const RETRIES = { RETRY_FIRST_INTERVAL_MS: "50", RETRY_LONGEST_INTERVAL_MS: "200" };

let cluster: Cluster;
let broker: ChannelModel;
let relay: Process;
const arrivals: { eventId: string; position: number; hot: boolean; at: number }[] = [];

beforeAll(async () => {
  cluster = await openCluster();
  broker = await connect(amqpUrl());
  await cluster.consume(({ eventId, position, aggregateType }) =>
    arrivals.push({
      eventId,
      position: Number(position),
      hot: aggregateType === "Warehouse",
      at: performance.now(),
    }),
  );
}, 60_000);

afterEach(() => relay.stop());

afterAll(async () => {
  await broker.close();
  await cluster.close();
});

/** A queue that is full for good: RabbitMQ refuses whatever is routed to it. */
async function poison(): Promise<{ mend: () => Promise<void> }> {
  const channel = await broker.createChannel();
  const { queue } = await channel.assertQueue("", {
    ...{ exclusive: true, maxLength: 0 },
    arguments: { "x-overflow": "reject-publish" },
  });
  await channel.bindQueue(queue, topology(cluster.exchangePrefix).events, ROUTING_KEY);
  return {
    mend: async () => {
      await channel.deleteQueue(queue);
      await channel.close();
    },
  };
}

const writeHot = () =>
  query(
    cluster.database.url,
    `INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
       ordinal, occurred_at, correlation_id, data)
     VALUES (gen_random_uuid(), 'WarehouseUpdatedEvent', '1.0', 'Warehouse', 'hot', 1, 0, now(), 'hot',
       '{"warehouseId": "hot", "code": "HOT", "name": "Hot", "priority": 1, "active": true}')`,
  );

/** The hot key's events at their pace, for as long as the work takes. */
async function besideHotKey<T>(work: () => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const writing = (async () => {
    for await (const _ of pace(HOT_PER_SECOND, stopping.signal)) await writeHot();
  })();
  try {
    return await work();
  } finally {
    stopping.abort();
    await writing;
  }
}

const failures = () =>
  query<{ position: number; state: string; attempts: number }>(
    cluster.database.url,
    "SELECT position::int, state, attempts FROM sink_failure WHERE sink = 'rabbitmq' ORDER BY position",
  );
const nothingOpen = () => eventually(async () => expect(await failures()).toEqual([]), PATIENCE);

/** One is tried again and again, and the others of its key wait behind it. */
function expectHeldUp(open: readonly { readonly state: string; readonly attempts: number }[]): void {
  expect(open[0]).toMatchObject({ state: "RETRYING" });
  expect(open[0]?.attempts).toBeGreaterThan(3);
  expect(open.length).toBeGreaterThan((HOT_PER_SECOND * MEASURED_MS) / 4_000);
}

/** Of the others' events that arrive within the time: the 99th percentile from the commit on. */
async function p99(writer: SteadyWriter): Promise<number> {
  const from = arrivals.length;
  const end = performance.now() + MEASURED_MS;
  await eventually(() => expect(arrivals.filter(({ hot }) => !hot).at(-1)?.at).toBeGreaterThan(end), {
    timeoutMs: MEASURED_MS + 60_000,
  });
  const latencies = arrivals.slice(from).flatMap(({ eventId, at }) => {
    const committedAt = writer.committedAt.get(eventId);
    return committedAt === undefined ? [] : [at - committedAt];
  });
  // Slower than the load would be no measure of the load.
  if (IN_FULL) expect(latencies.length).toBeGreaterThan((OTHERS_PER_SECOND * MEASURED_MS) / 2_000);
  return quantile(latencies, 0.99);
}

/** Of the hot key from the position on, each at its last arrival. */
function lastArrivals(from: number): number[] {
  const hot = arrivals.filter(({ hot, position }) => hot && position >= from).map(({ position }) => position);
  return hot.filter((position, index) => hot.lastIndexOf(position) === index);
}

const ascending = (positions: readonly number[]) => [...positions].sort((a, b) => a - b);

describe("a key whose events RabbitMQ refuses", () => {
  it(
    `when it is busy, then the others arrive, with a 99th percentile at most ${MOST} times that while it is well`,
    async () => {
      relay = await cluster.start("relay", { ...RETRIES, RETRY_ATTEMPTS: "1000" });
      const writer = await writeSteadily(cluster.database.url, OTHERS_PER_SECOND);
      try {
        const rounds: { without: number; beside: number; ratio: number }[] = [];
        await besideHotKey(() => p99(writer));
        for (let round = 0; round < ROUNDS; round++) {
          const without = await besideHotKey(() => p99(writer));
          const { mend } = await poison();
          const beside = await besideHotKey(async () => {
            const latency = await p99(writer);
            await eventually(async () => expectHeldUp(await failures()), PATIENCE);
            return latency;
          });
          await mend();
          await nothingOpen();
          rounds.push({
            without: rounded(without),
            beside: rounded(beside),
            ratio: rounded(beside / without),
          });
        }
        process.stderr.write(`${JSON.stringify({ prove: "poisoned-key", rounds })}\n`);
        if (IN_FULL) expect(median(rounds.map(({ ratio }) => ratio))).toBeLessThanOrEqual(MOST);
        const last = lastArrivals(0);
        expect(last).toEqual(ascending(last));
      } finally {
        await writer.stop();
      }
    },
    ROUNDS * (2 * MEASURED_MS + 20_000) + 240_000,
  );

  it("when one is parked, then it lies with the dead letters, and its key goes on in order once it is retried", async () => {
    relay = await cluster.start("relay", { ...RETRIES, RETRY_ATTEMPTS: "3" });
    const { mend } = await poison();
    await writeHot();
    await eventually(
      async () => expect(await failures()).toMatchObject([{ state: "PARKED", attempts: 3 }]),
      PATIENCE,
    );
    const parked = (await failures())[0]?.position as number;
    await writeHot();
    await writeHot();
    await eventually(
      async () => expect((await failures()).map(({ state }) => state)).toEqual(["PARKED", "HELD", "HELD"]),
      PATIENCE,
    );
    const channel = await broker.createChannel();
    const dead = await channel.get(topology(cluster.exchangePrefix).dead, { noAck: true });
    expect(dead && JSON.parse(dead.content.toString())).toMatchObject({ position: String(parked) });

    await mend();
    const before = arrivals.length;
    await query(
      cluster.database.url,
      "UPDATE sink_failure SET state = 'RETRYING', attempts = 0, next_attempt_at = now() WHERE state = 'PARKED'",
    );
    const next = [parked, parked + 1, parked + 2];
    await eventually(
      () => expect(arrivals.slice(before).map(({ position }) => position)).toEqual(next),
      PATIENCE,
    );
    await eventually(
      async () => expect(await failures()).toMatchObject([{ position: parked, state: "DELIVERED" }]),
      PATIENCE,
    );
    await writeHot();
    await eventually(() => expect(arrivals.at(-1)?.position).toBe(parked + 3), PATIENCE);
  }, 180_000);
});
