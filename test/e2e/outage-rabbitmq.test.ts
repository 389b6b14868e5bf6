/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { DurableConsumer } from "../support/durable-consumer.js";
import { eventually } from "../support/eventually.js";
import { median, quantile, rounded } from "../support/figures.js";
import { expectDelivered, expectDense } from "../support/pipeline-truth.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { amqpUrl, query, uniqueName } from "../support/services.js";
import { SteadyWrites } from "../support/steady-writes.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const PER_SECOND = scaled(100, 500);
/** As long with RabbitMQ as without it. */
const AWAY_MS = scaled(3_000, 60_000);
const WARM_UP_MS = scaled(500, 5_000);
const DRAINED_WITHIN_MS = 30_000;
const P99_AT_MOST = 1.5;
const PATIENCE = { timeoutMs: 60_000 };

let cluster: Cluster;
let wire: TcpProxy;
let api: Process;
let token: string;
let consumer: DurableConsumer;
let writes: SteadyWrites | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  wire = await openTcpProxy(amqpUrl());
  api = await cluster.start("api");
  await cluster.start("relay", { AMQP_URL: wire.url });
  token = await tokenFor(api);
  consumer = new DurableConsumer(amqpUrl(), cluster.exchangePrefix);
  await consumer.start();
}, 60_000);

afterAll(async () => {
  await writes?.stop().catch(() => undefined);
  await consumer.stop();
  await cluster.close();
  await wire.close();
});

const head = async (): Promise<number> => {
  const [row] = await query<{ head: number }>(
    cluster.database.url,
    "SELECT (feed_position() + (SELECT count(*) FROM outbox))::int AS head",
  );
  return row?.head as number;
};

const reached = (time: number) =>
  eventually(() => expect(performance.now()).toBeGreaterThan(time), { timeoutMs: 2 * AWAY_MS + WARM_UP_MS });

/** Of each sixth of the time, so that one bad moment of the machine is one bad sixth. */
function windows(writes: SteadyWrites, from: number) {
  const length = AWAY_MS / 6;
  const each = Array.from({ length: 6 }, (_, index) =>
    writes.times(from + index * length, from + (index + 1) * length),
  );
  return {
    perSecond: rounded((each.flat().length * 1_000) / AWAY_MS),
    p50: rounded(median(each.map((times) => median(times)))),
    p99: rounded(median(each.map((times) => quantile(times, 0.99)))),
  };
}

it(
  `when RabbitMQ is away for ${AWAY_MS / 1_000} s at ${PER_SECOND} writes/s, then writes keep their speed and nothing of the backlog is lost`,
  async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => stockUp(api.url, token, uniqueName("item"), 10)),
    );
    writes = new SteadyWrites({ node: api, token, ids, perSecond: PER_SECOND });
    const began = performance.now() + WARM_UP_MS;
    await reached(began + AWAY_MS);
    const cutAt = performance.now();
    wire.refuse();
    const madeBefore = await head();
    await reached(cutAt + AWAY_MS);
    await writes.more(PER_SECOND);
    const newest = Math.max(0, ...consumer.firsts.map(({ position }) => position));
    const backlog = (await head()) - newest;
    wire.accept();
    const backAt = performance.now();
    // It goes on: what is drained beside it is more than the backlog.
    await eventually(
      async () => expect(consumer.firsts.length).toBeGreaterThanOrEqual((await head()) - 100),
      PATIENCE,
    );
    const drainedMs = Math.round(performance.now() - backAt);
    await writes.stop();
    await eventually(async () => expect(consumer.firsts.length).toBe(await head()), PATIENCE);

    const [before, during] = [windows(writes, began), windows(writes, cutAt)];
    const report = { before, during, backlog, drainedMs, duplicates: consumer.duplicates };
    process.stderr.write(`${JSON.stringify({ prove: "outage-rabbitmq", ...report })}\n`);
    // Nothing but what was on its way came through, while writes were answered.
    expect(newest).toBeLessThanOrEqual(madeBefore);
    expect(backlog).toBeGreaterThan(0);
    await expectDense(cluster.database.url);
    await expectDelivered(cluster.database.url, consumer);
    // An outage is nobody's failure: no event has used up an attempt.
    expect(await query(cluster.database.url, "SELECT * FROM sink_failure")).toEqual([]);
    if (!IN_FULL) return;
    expect(drainedMs).toBeLessThanOrEqual(DRAINED_WITHIN_MS);
    expect(during.perSecond / before.perSecond).toBeGreaterThan(0.95);
    expect(during.p99 / before.p99).toBeLessThanOrEqual(P99_AT_MOST);
  },
  scaled(200_000, 400_000),
);
