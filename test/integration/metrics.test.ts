/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connect } from "amqplib";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { post, reserve, stockUp } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query, uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { amqpUrl, postgresUrl } from "../support/addresses.js";

let service: RunningService;
let broker: TcpProxy;

beforeAll(async () => {
  broker = await openTcpProxy(amqpUrl());
  const retries = { RETRY_FIRST_INTERVAL_MS: "1", RETRY_LONGEST_INTERVAL_MS: "1", RETRY_ATTEMPTS: "3" };
  service = await openService({ AMQP_URL: broker.url, ...retries });
}, 60_000);

afterAll(async () => {
  broker.accept();
  await service.close();
  await broker.close();
});

const stock = (quantity: number) => stockUp(service.url, service.token, uniqueName("item"), quantity);
const order = (productVariantId: string, quantity: number) =>
  reserve(service.url, service.token, uniqueName("order"), [{ productVariantId, quantity }]);

/** Until the metrics hold what is told of them, cached or sampled late as they may be. */
const eventuallyMetrics = (expected: Record<string, unknown>) =>
  eventually(async () => expect(Object.fromEntries(await service.metrics())).toMatchObject(expected));

const inDatabase = (sql: string, values: unknown[] = []) => query(service.database.url, sql, values);

describe("what commands cause", () => {
  it("when stock is changed, then the events are counted by type where they are made, and by sink where they arrive", async () => {
    const before = await service.metrics();
    await stock(10);
    const grown = (name: string, by: number) => ({ [name]: (before.get(name) ?? 0) + by });
    await eventuallyMetrics({
      ...grown('stockfeed_events_made_total{type="InventoryItemCreatedEvent"}', 1),
      ...grown('stockfeed_events_made_total{type="StockLevelChangedEvent"}', 1),
      ...grown('stockfeed_events_made_total{type="StockStatusChangedEvent"}', 1),
      ...grown('stockfeed_sink_events_total{sink="rabbitmq"}', 3),
      ...grown('stockfeed_sink_events_total{sink="live"}', 3),
      ...grown("stockfeed_feed_head_position", 3),
      ...grown("stockfeed_batch_commands_count", 2),
      ...{ stockfeed_outbox_events: 0, stockfeed_outbox_oldest_ms: 0, inventory_update_lag_ms: 0 },
      'stockfeed_sink_lag_events{sink="rabbitmq"}': 0,
      'stockfeed_sink_lag_ms{sink="rabbitmq"}': 0,
      'stockfeed_sink_breaker{sink="rabbitmq",state="CLOSED"}': 1,
      'stockfeed_sink_breaker{sink="rabbitmq",state="OPEN"}': 0,
      stockfeed_relay_lease_held: 1,
    });
    expect(
      (await service.metrics()).get('stockfeed_sink_latency_seconds_count{sink="rabbitmq"}'),
    ).toBeGreaterThan(0);
  });

  it("when an order finds no stock, then it is an update that failed", async () => {
    const id = await stock(1);
    const name = 'inventory_update_failures_total{reason="INSUFFICIENT_STOCK"}';
    const before = (await service.metrics()).get(name) as number;
    await order(id, 2);
    expect((await service.metrics()).get(name)).toBe(before + 1);
  });

  it("when a product is sold out, then it is counted as out of stock", async () => {
    const [counted] = await inDatabase(
      "SELECT count(*)::int AS items FROM inventory WHERE status = 'OUT_OF_STOCK'",
    );
    expect(counted?.["items"]).toBe(0);
    await order(await stock(1), 1);
    await eventuallyMetrics({ out_of_stock_products_total: 1 });
  });
});

describe("what the database says", () => {
  it("when events are parked, retried or held, then each is counted by sink", async () => {
    await inDatabase(
      `INSERT INTO sink_failure (sink, position, key, state, event_id, next_attempt_at, last_error, parked_at, event)
       SELECT 'rabbitmq', n, 'k', CASE WHEN n < 3 THEN 'PARKED' WHEN n = 3 THEN 'RETRYING' ELSE 'HELD' END, gen_random_uuid(),
         CASE WHEN n = 3 THEN 'infinity'::timestamptz END, 'no', CASE WHEN n < 3 THEN now() END, '{}'
       FROM generate_series(1, 6) n`,
    );
    await eventuallyMetrics({
      'stockfeed_sink_open_events{sink="rabbitmq",state="PARKED"}': 2,
      'stockfeed_sink_open_events{sink="rabbitmq",state="RETRYING"}': 1,
      'stockfeed_sink_open_events{sink="rabbitmq",state="HELD"}': 3,
      'stockfeed_sink_open_events{sink="live",state="PARKED"}': 0,
    });
    await inDatabase("DELETE FROM sink_failure");
  });

  it("when a sink is detached or stands far back, then its state and its lag say so", async () => {
    await inDatabase("INSERT INTO sink_cursor (name, position, state) VALUES ('archive', 0, 'DETACHED')");
    const metrics = await eventually(async () => {
      const now = await service.metrics();
      expect(now.get('stockfeed_sink_state{sink="archive",state="DETACHED"}')).toBe(1);
      return now;
    });
    expect(metrics.get('stockfeed_sink_lag_events{sink="archive"}')).toBe(
      metrics.get("stockfeed_feed_head_position"),
    );
    expect(metrics.get('stockfeed_sink_lag_ms{sink="archive"}')).toBeGreaterThan(0);
    // It has an alert of its own.
    expect(metrics.get("inventory_update_lag_ms")).toBe(0);
    await inDatabase("UPDATE sink_cursor SET state = 'RUNNING' WHERE name = 'archive'");
    await eventually(async () =>
      expect((await service.metrics()).get("inventory_update_lag_ms")).toBeGreaterThan(0),
    );
    await inDatabase("DELETE FROM sink_cursor WHERE name = 'archive'");
    await eventuallyMetrics({ inventory_update_lag_ms: 0 });
  });

  it("when a replay is long and slow, then what it sends in minutes is seen as progress", async () => {
    const id = "00000000-0000-4000-8000-000000000002";
    await inDatabase(
      `INSERT INTO replay (id, sink, destination, after_position, until_position, events_per_second, position, total, requested_by)
       VALUES ('${id}', 'none', 'q', 0, 100000000, 1, 900, 100000000, 'tester')`,
    );
    await eventuallyMetrics({ [`stockfeed_replay_done_ratio{replay="${id}",sink="none"}`]: 0.000009 });
    await inDatabase("DELETE FROM replay");
  });

  it("when a replay is under way, then its progress is told", async () => {
    await inDatabase(
      `INSERT INTO replay (id, sink, destination, after_position, until_position, events_per_second, position, total, requested_by)
       VALUES ('00000000-0000-4000-8000-000000000001', 'none', 'q', 0, 8, 1, 2, 8, 'tester')`,
    );
    await eventuallyMetrics({
      'stockfeed_replay_done_ratio{replay="00000000-0000-4000-8000-000000000001",sink="none"}': 0.25,
    });
    await inDatabase("DELETE FROM replay");
  });

  it("when the feed has days ahead, then they are counted", async () => {
    const metrics = await service.metrics();
    expect(metrics.get("stockfeed_feed_days_ahead")).toBeGreaterThanOrEqual(1);
    expect(metrics.get("stockfeed_feed_oldest_days")).toBe(0);
  });
});

describe("what RabbitMQ says", () => {
  it("when it refuses an event, then that is counted, each retry, and at last the parking, with a line for each that names the event", async () => {
    const connection = await connect(amqpUrl());
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue("", {
      exclusive: true,
      arguments: { "x-max-length": 0, "x-overflow": "reject-publish" },
    });
    await channel.bindQueue(queue, topology(service.exchangePrefix).events, "inventory.warehouse.created");
    const query = `mutation { createWarehouse(input: { code: "FULL", name: "x" }) { userErrors { code } } }`;
    await post(service.url, service.token, { query }, { "x-correlation-id": "of-the-parked" });
    await eventuallyMetrics({
      'stockfeed_sink_refused_total{sink="rabbitmq"}': 3,
      'stockfeed_sink_retried_total{sink="rabbitmq"}': 2,
      'stockfeed_sink_parked_total{sink="rabbitmq"}': 1,
      'stockfeed_sink_open_events{sink="rabbitmq",state="PARKED"}': 1,
      'dlq_message_count{sink="rabbitmq"}': 1,
    });
    const about = { sink: "rabbitmq", correlationId: "of-the-parked", eventId: expect.any(String) };
    for (const line of [
      { level: 40, msg: "the sink refused an event", attempts: 1, ...about },
      { level: 50, msg: "an event is parked", attempts: 3, ...about },
    ]) {
      expect(service.logged()).toContainEqual(expect.objectContaining(line));
    }
    await connection.close();
    await inDatabase("DELETE FROM sink_failure");
  });

  it("when nobody has bound to events, and dead letters lie there, then both are counted", async () => {
    const connection = await connect(amqpUrl());
    const channel = await connection.createConfirmChannel();
    const { deadLetters } = topology(service.exchangePrefix);
    channel.publish(deadLetters, "inventory.stock.changed", Buffer.from("{}"));
    await channel.waitForConfirms();
    await connection.close();
    await stock(1);
    await eventually(async () => {
      const now = await service.metrics();
      expect(now.get('dlq_message_count{sink="rabbitmq"}')).toBe(2);
      expect(now.get('stockfeed_queue_messages{sink="rabbitmq",queue="dead"}')).toBe(2);
      expect(now.get('stockfeed_queue_messages{sink="rabbitmq",queue="unrouted"}')).toBeGreaterThan(2);
    });
  });
});

describe("when RabbitMQ is away", () => {
  it("then batches count as unreachable, the lag grows, and the check is down until it is back", async () => {
    const name = 'stockfeed_sink_unreachable_total{sink="rabbitmq"}';
    const before = (await service.metrics()).get(name) as number;
    broker.refuse();
    await stock(5);
    await eventually(async () => {
      const now = await service.metrics();
      expect(now.get(name)).toBeGreaterThan(before);
      expect(now.get('stockfeed_sink_lag_events{sink="rabbitmq"}')).toBe(3);
      expect(now.get('stockfeed_sink_lag_ms{sink="rabbitmq"}')).toBeGreaterThan(0);
      expect(now.get("inventory_update_lag_ms")).toBeGreaterThan(0);
      expect(now.get('stockfeed_check_up{check="rabbitmq-sink",required="false"}')).toBe(0);
    });
    await eventually(async () => {
      const now = await service.metrics();
      expect(now.get('stockfeed_sink_breaker{sink="rabbitmq",state="CLOSED"}')).toBe(0);
      // Nobody can count them now.
      expect(now.has('dlq_message_count{sink="rabbitmq"}')).toBe(false);
    });
    broker.accept();
    await eventuallyMetrics({
      'stockfeed_sink_breaker{sink="rabbitmq",state="CLOSED"}': 1,
      'stockfeed_sink_lag_events{sink="rabbitmq"}': 0,
      'stockfeed_check_up{check="rabbitmq-sink",required="false"}': 1,
    });
  }, 60_000);
});

describe("when the database is away", () => {
  it("then a scrape answers without what the database knows, and says that it is down", async () => {
    const database = await openTcpProxy(postgresUrl());
    const own = await openServiceOn(database);
    try {
      expect((await own.metrics()).has("stockfeed_outbox_events")).toBe(true);
      database.refuse();
      await eventually(async () => {
        const now = await own.metrics();
        expect(now.get('stockfeed_check_up{check="database",required="true"}')).toBe(0);
        expect(
          [...now.keys()].filter((each) =>
            /^(inventory_update_lag|stockfeed_outbox|stockfeed_feed_(head|days|oldest))/.test(each),
          ),
        ).toEqual([]);
        expect(now.has("process_cpu_seconds_total")).toBe(true);
      });
      database.accept();
      await eventually(async () => expect((await own.metrics()).has("stockfeed_outbox_events")).toBe(true));
    } finally {
      database.accept();
      await own.close();
      await database.close();
    }
  }, 60_000);
});

async function openServiceOn(proxy: TcpProxy): Promise<RunningService> {
  return openService({}, (url) => {
    const through = new URL(url);
    through.host = new URL(proxy.url).host;
    return through.href;
  });
}
