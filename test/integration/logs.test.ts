/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { amqpUrl, redisUrl } from "../support/addresses.js";
import { post, reserve, stockUp } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { exchange } from "../support/raw-http.js";
import { openService, type RunningService } from "../support/running-service.js";
import { uniqueName } from "../support/services.js";

// None of them is right: what is refused is what is logged at length.
const SECRETS = { database: "s3cret-database", broker: "s3cret-broker", redis: "s3cret-redis" };

let service: RunningService;

beforeAll(async () => {
  const environment = {
    LOG_LEVEL: "trace",
    AMQP_URL: withCredentials(amqpUrl(), "guest", SECRETS.broker),
    REDIS_URL: withCredentials(redisUrl(), "nobody", SECRETS.redis),
  };
  // The tests' PostgreSQL trusts whoever comes, whatever the password.
  service = await openService(environment, (url) =>
    withCredentials(url, new URL(url).username, SECRETS.database),
  );
}, 60_000);

afterAll(() => service.close());

function withCredentials(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
}

const reserving = (productVariantId: string, quantity: number) =>
  reserve(service.url, service.token, uniqueName("order"), [{ productVariantId, quantity }]);

const eventuallyLogged = (line: Record<string, unknown>) =>
  eventually(() => expect(service.logged()).toContainEqual(expect.objectContaining(line)));

it("when a request is answered, then a line has its path, its status and its correlation id, and nothing of what was asked", async () => {
  const payload = { query: "query Secretly { feedPosition }", variables: { quietly: "whispered" } };
  await post(service.url, service.token, payload, { "x-correlation-id": "request-1" });
  await eventuallyLogged({
    ...{ level: 20, msg: "a request was answered", method: "POST", path: "/graphql", status: 200 },
    correlationId: "request-1",
  });
  expect(service.log.join("")).not.toMatch(/whispered|Secretly/);
});

it("when anybody asks for what is unknown or breaks sockets without end, then a few of it are logged", async () => {
  const authorization = `Bearer ${service.token}`;
  const socketAndBadFrame =
    "GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n\x81\x01x";
  for (let count = 0; count < 100; count += 1) {
    const { status } = await fetch(`${service.url}/api/v1/inventory/lost-${count}`, {
      headers: { authorization },
    });
    expect(status).toBe(404);
    expect(await exchange(service.url, socketAndBadFrame)).toMatch(/^HTTP\/1.1 101/);
  }
  const lines = (msg: string) => service.logged().filter((line) => line["msg"] === msg).length;
  const few = [lines("An unknown variant was asked for"), lines("A WebSocket broke")];
  // A minute may end between them.
  for (const count of few) {
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(60);
  }
}, 60_000);

it("when a command is refused, then a line has its operation, subject and correlation id", async () => {
  const id = await stockUp(service.url, service.token, uniqueName("item"), 1);
  const { headers } = await reserving(id, 2);
  await eventuallyLogged({
    ...{ level: 20, msg: "a command was refused", operation: "reserve", refusal: "INSUFFICIENT_STOCK" },
    ...{ subject: "admin", correlationId: headers["x-correlation-id"] },
  });
});

it("when a command fails, then a warning has its operation, subject, correlation id and the failure's code", async () => {
  const id = await stockUp(service.url, service.token, uniqueName("item"), 1);
  const other = new pg.Client({ connectionString: service.database.url });
  await other.connect();
  await other.query("BEGIN");
  await other.query("SELECT FROM inventory WHERE product_variant_id = $1 FOR UPDATE", [id]);
  const { headers, status } = await reserving(id, 1);
  await other.end();
  expect(status).toBe(503);
  await eventuallyLogged({
    ...{ level: 40, msg: "a command failed", operation: "reserve", code: "OVERLOADED" },
    ...{ subject: "admin", correlationId: headers["x-correlation-id"] },
  });
}, 60_000);

it("when a batch is published, or cannot be, then a line has its sink, its positions and what became of it", async () => {
  await stockUp(service.url, service.token, uniqueName("item"), 1);
  const batch = { level: 20, msg: "a batch was published", sink: "rabbitmq" };
  await eventuallyLogged({ ...batch, first: 1, failed: expect.stringContaining("out of reach") });
});

it("when tokens and passwords were used, and refused, then neither the log nor what is wrong has any of them", async () => {
  const forged = `${service.token.slice(0, -6)}abcdef`;
  expect((await post(service.url, forged, { query: "{ feedPosition }" })).status).toBe(401);
  await eventually(async () => {
    const { body } = await service.readiness();
    expect(body.checks).toMatchObject({ "rabbitmq-sink": "down", "live-sink": "down" });
    expect(JSON.stringify(body)).not.toMatch(/s3cret|guest:|nobody/);
  });
  await eventuallyLogged({ msg: "Redis is out of reach" });
  await eventuallyLogged({ msg: "RabbitMQ is out of reach" });
  const text = service.log.join("");
  expect(text).not.toMatch(/s3cret/);
  expect(text).not.toContain(service.token.split(".")[2]);
  expect(text).not.toContain(forged.split(".")[2]);
}, 60_000);
