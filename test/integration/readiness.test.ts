/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { amqpUrl, postgresUrl, redisUrl } from "../support/addresses.js";
import { eventually } from "../support/eventually.js";
import { openService, type Readiness, type RunningService } from "../support/running-service.js";
import { query } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

let service: RunningService;
let wires: Record<"database" | "broker" | "redis", TcpProxy>;

beforeAll(async () => {
  wires = {
    database: await openTcpProxy(postgresUrl()),
    broker: await openTcpProxy(amqpUrl()),
    redis: await openTcpProxy(redisUrl()),
  };
  const environment = {
    AMQP_URL: wires.broker.url,
    REDIS_URL: wires.redis.url,
    FAILED_EVENTS_THRESHOLD: "1",
  };
  service = await openService(environment, (url) => throughWith(url, wires.database.url));
}, 60_000);

afterAll(async () => {
  for (const wire of Object.values(wires)) wire.accept();
  await service.close();
  await Promise.all(Object.values(wires).map((wire) => wire.close()));
});

/** The database by way of the proxy. */
function throughWith(url: string, proxy: string): string {
  const through = new URL(url);
  through.host = new URL(proxy).host;
  return through.href;
}

const eventuallyReadiness = (status: number, body: Partial<Readiness>) =>
  eventually(async () => {
    const answer = await service.readiness();
    expect(answer.body).toMatchObject(body);
    expect(answer.status).toBe(status);
    return answer.body;
  });

const inDatabase = (sql: string) => query(service.database.url, sql);

it("when all is well, then it is ready, and gives no reasons", async () => {
  const body = await eventuallyReadiness(200, { status: "ready", reasons: {} });
  expect(body.checks).toEqual({
    ...{ database: "up", "rabbitmq-sink": "up", "live-sink": "up", "live-feed": "up" },
    ...{ outbox: "up", delivery: "up", "failed-events": "up" },
  });
});

it("when the brokers are away, then it is degraded, and says why", async () => {
  wires.broker.refuse();
  wires.redis.refuse();
  const { checks, reasons } = await eventuallyReadiness(200, {
    status: "degraded",
    checks: { database: "up", "rabbitmq-sink": "down", "live-sink": "down", "live-feed": "down" } as never,
  });
  expect(checks["outbox"]).toBe("up");
  expect(reasons).toMatchObject({
    "rabbitmq-sink": expect.stringContaining("RabbitMQ is out of reach"),
    "live-sink": expect.stringContaining("Redis is out of reach"),
    "live-feed": expect.stringContaining("Redis is out of reach"),
  });
  wires.broker.accept();
  wires.redis.accept();
  await eventuallyReadiness(200, { status: "ready" });
}, 60_000);

it("when the database is away, then it is unavailable, and says so", async () => {
  wires.database.refuse();
  const { reasons } = await eventuallyReadiness(503, { status: "unavailable" });
  expect(reasons["database"]).toBe("The database cannot be reached.");
  wires.database.accept();
  await eventuallyReadiness(200, { status: "ready" });
}, 60_000);

it("when the feed's tables are not there, then it is unavailable", async () => {
  await inDatabase("ALTER TABLE feed RENAME TO elsewhere");
  const { reasons } = await eventuallyReadiness(503, { status: "unavailable" });
  expect(reasons["database"]).toContain("does not exist");
  await inDatabase("ALTER TABLE elsewhere RENAME TO feed");
  await eventuallyReadiness(200, { status: "ready" });
}, 60_000);

it("when events are parked beyond the threshold, then it is degraded until an operator has settled them", async () => {
  const park = (position: number) =>
    inDatabase(
      `INSERT INTO sink_failure (sink, position, key, state, event_id, last_error, parked_at, event)
       VALUES ('rabbitmq', ${position}, 'k', 'PARKED', gen_random_uuid(), 'no', now(), '{}')`,
    );
  await park(1);
  await park(2);
  const { reasons } = await eventuallyReadiness(200, { status: "degraded" });
  expect(reasons).toEqual({ "failed-events": "2 events parked, more than 1: they wait for an operator." });
  await inDatabase("UPDATE sink_failure SET state = 'RESOLVED', settled_at = now() WHERE position = 2");
  await eventuallyReadiness(200, { status: "ready" });
});

it("when a sink is detached, then it is degraded, and names it", async () => {
  await inDatabase("INSERT INTO sink_cursor (name, position, state) VALUES ('archive', 0, 'DETACHED')");
  const { reasons } = await eventuallyReadiness(200, { status: "degraded" });
  expect(reasons).toEqual({ delivery: "archive is detached, and gets no events." });
  await inDatabase("DELETE FROM sink_cursor WHERE name = 'archive'");
  await eventuallyReadiness(200, { status: "ready" });
});
