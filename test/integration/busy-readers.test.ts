/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { post } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query } from "../support/services.js";

let service: RunningService;
let elsewhere: pg.Client;

beforeAll(async () => {
  // Longer than the test: those who read wait to its end.
  service = await openService({ REQUEST_TIMEOUT_SECONDS: "300" });
  elsewhere = new pg.Client({ connectionString: service.database.url });
  await elsewhere.connect();
}, 60_000);

afterAll(async () => {
  await elsewhere.end();
  await service.close();
});

const READ = { query: `{ inventoryItem(productVariantId: "x") { quantity } }` };
/** Each takes a connection for the five seconds that a statement may take: so many take all of them for a minute. */
const MORE_THAN_CONNECTIONS = 120;

const INSERT = `
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
    occurred_at, correlation_id, data)
  VALUES (gen_random_uuid(), 'StockStatusChangedEvent', '1.0', 'InventoryItem', 'x', 1, 0, now(), 'c',
    '{"productVariantId": "x", "oldStatus": "IN_STOCK", "newStatus": "LOW_STOCK"}')`;

const waiting = () =>
  query(
    service.database.url,
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'stockfeed reader' AND wait_event_type = 'Lock'",
  );
const delivered = () =>
  query<{ position: number }>(
    service.database.url,
    "SELECT position::int FROM sink_cursor WHERE name = 'rabbitmq'",
  );

it("when questions take every connection of the readers, then events are sequenced and delivered all the same", async () => {
  await eventually(async () => expect(await delivered()).toEqual([{ position: 0 }]));
  await elsewhere.query("BEGIN");
  await elsewhere.query("LOCK TABLE inventory IN ACCESS EXCLUSIVE MODE");
  const answers = Array.from({ length: MORE_THAN_CONNECTIONS }, () => post(service.url, service.token, READ));
  await eventually(async () => expect(await waiting()).toHaveLength(10));
  await query(service.database.url, INSERT);

  await eventually(async () => expect(await delivered()).toEqual([{ position: 1 }]));
  await eventually(async () => expect(await waiting()).toHaveLength(10));
  await elsewhere.query("ROLLBACK");
  await Promise.all(answers);
}, 60_000);
