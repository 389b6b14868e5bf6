/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { DurableConsumer } from "../support/durable-consumer.js";
import { eventually } from "../support/eventually.js";
import { median, quantile, rounded } from "../support/figures.js";
import { LiveSubscriber } from "../support/live-subscriber.js";
import { expectDelivered, expectDense, expectHeard } from "../support/pipeline-truth.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { amqpUrl, redisUrl, uniqueName } from "../support/services.js";
import { SteadyWrites } from "../support/steady-writes.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const PER_SECOND = scaled(100, 200);
/** With Redis and without it in turn, so that what else the machine does meets both. */
const ROUNDS = scaled(2, 11);
const WRITES = scaled(100, 1_000);
const PATIENCE = { timeoutMs: 60_000 };

let cluster: Cluster;
let wire: TcpProxy;
let api: Process;
let token: string;
let consumer: DurableConsumer;
let writes: SteadyWrites | undefined;
let subscriber: LiveSubscriber | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  wire = await openTcpProxy(redisUrl());
  const environment = { REDIS_URL: wire.url };
  [api] = await Promise.all([cluster.start("api", environment), cluster.start("relay", environment)]);
  token = await tokenFor(api);
  consumer = new DurableConsumer(amqpUrl(), cluster.exchangePrefix);
  await consumer.start();
}, 60_000);

afterAll(async () => {
  await subscriber?.stop();
  await writes?.stop().catch(() => undefined);
  await consumer.stop();
  await cluster.close();
  await wire.close();
});

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly writeP99: number;
}

/** What was made during a round, and how long it took to the consumer; how long writes took. */
async function round(writing: SteadyWrites): Promise<Round> {
  const from = performance.now();
  await writing.more(WRITES);
  const until = performance.now();
  const within = (at: number) => at >= performance.timeOrigin + from && at < performance.timeOrigin + until;
  // What was made last is here, and with it everything before.
  await eventually(
    () => expect(consumer.firsts.at(-1)?.madeAt).toBeGreaterThanOrEqual(performance.timeOrigin + until),
    PATIENCE,
  );
  const times = consumer.firsts.filter(({ madeAt }) => within(madeAt)).map(({ tookMs }) => tookMs);
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    writeP99: quantile(writing.times(from, until), 0.99),
  };
}

it(
  "when Redis is away, then RabbitMQ is served and writes are answered as fast, and subscribers miss nothing",
  async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => stockUp(api.url, token, uniqueName("item"), 1)),
    );
    const listening = (subscriber = new LiveSubscriber({
      nodes: () => [api],
      token,
      feed: "stockLevelChanged",
    }));
    const writing = (writes = new SteadyWrites({ node: api, token, ids, perSecond: PER_SECOND }));
    await writing.more(PER_SECOND);
    const connections = wire.connections();
    const ratios: Record<keyof Round, number>[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const present = await round(writing);
      wire.refuse();
      const away = await round(writing);
      wire.accept();
      await eventually(() => expect(wire.connections()).toBe(connections), PATIENCE);
      ratios.push({
        p50: away.p50 / present.p50,
        p99: away.p99 / present.p99,
        writeP99: away.writeP99 / present.writeP99,
      });
      process.stderr.write(`${JSON.stringify({ prove: "outage-redis", present, away })}\n`);
    }
    await writing.stop();
    const { url } = cluster.database;
    await eventually(async () => expect(consumer.firsts).toHaveLength(await expectDense(url)), PATIENCE);
    await expectDelivered(url, consumer);
    await eventually(() => expectHeard(url, listening), PATIENCE);
    // It never had to come back: what it missed was read from the feed for it.
    expect(listening.subscriptions).toBe(1);

    const ratio = (name: keyof Round) => rounded(median(ratios.map((each) => each[name])));
    const report = { p50: ratio("p50"), p99: ratio("p99"), writeP99: ratio("writeP99") };
    process.stderr.write(
      `${JSON.stringify({ prove: "outage-redis", away: "against present", ...report })}\n`,
    );
    if (!IN_FULL) return;
    expect(report.p50).toBeLessThanOrEqual(1.3);
    expect(report.p99).toBeLessThanOrEqual(1.5);
    expect(report.writeP99).toBeLessThanOrEqual(1.5);
  },
  scaled(200_000, 400_000),
);
