/** @needs postgres redis rabbitmq */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { connect } from "amqplib";
import {
  clientCredentials,
  createConsumer,
  openFeed,
  readEvent,
  type StockfeedEvent,
} from "../../src/kit/index.js";
import { reserve, stockUp } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { amqpUrl, uniqueName } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };
const { signal } = new AbortController();

let folder: string;
let service: RunningService;
const queue = uniqueName("kit");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stockfeed-kit-"));
  const { privateKey } = generateKeyPairSync("ed25519");
  const EVENT_SIGNING_KEY = join(folder, "key.pem");
  writeFileSync(EVENT_SIGNING_KEY, privateKey.export({ format: "pem", type: "pkcs8" }));
  service = await openService({ EVENT_SIGNING_KEY, LOG_LEVEL: "silent" });
}, 60_000);
afterAll(async () => {
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();
  await channel.deleteQueue(`${queue}.dead`);
  await connection.close();
  await service.close();
  rmSync(folder, { recursive: true });
});

const feedOf = () =>
  openFeed({
    url: service.url,
    token: clientCredentials({ tokenUrl: `${service.url}/oauth/token`, clientId: "admin" }),
  });

it("when a service tells its events, then what the API has and what is signed and sent are the same", async () => {
  const item = await stockUp(service.url, service.token, uniqueName("variant"), 5);
  const told: StockfeedEvent[] = [];
  const sent = new Map<string, boolean>();
  const consumer = await createConsumer({
    ...{ url: amqpUrl(), queue, exchange: `${service.exchangePrefix}inventory.events`, transient: true },
    signedBy: `${service.url}/.well-known/event-keys.json`,
    catchUp: { feed: feedOf(), from: "beginning" },
    logger: { info() {}, warn() {}, error() {} },
    handlers: Object.fromEntries(
      [
        ...["InventoryItemCreatedEvent", "StockLevelChangedEvent", "StockStatusChangedEvent"],
        ...["InventoryReservedEvent", "AllocationCreatedEvent", "StockoutEvent"],
      ].map((type) => [
        type,
        (event: StockfeedEvent, { caughtUp }: { caughtUp: boolean }) => {
          told.push(event);
          sent.set(event.eventId, !caughtUp);
        },
      ]),
    ),
  });
  await eventually(() => expect(consumer.status()).toMatchObject({ state: "live", dead: 0 }), PATIENCE);
  expect(told.map(({ eventType }) => eventType)).toContain("StockLevelChangedEvent");
  await reserve(service.url, service.token, uniqueName("order"), [{ productVariantId: item, quantity: 5 }]);
  await eventually(
    () => expect(told.map(({ eventType }) => eventType)).toContain("AllocationCreatedEvent"),
    PATIENCE,
  );
  const head = await feedOf().head(signal);
  await eventually(() => expect(consumer.status()).toMatchObject({ position: head, dead: 0 }), PATIENCE);
  await consumer.close();

  const { events } = await feedOf().after(null, null, signal);
  expect(told.toSorted((a, b) => Number(a.position) - Number(b.position))).toEqual(events);
  expect([...sent.values()]).toEqual(expect.arrayContaining([true, false]));
  expect(events.filter((event) => readEvent(JSON.stringify(event)).kind !== "event")).toEqual([]);
});

it("when it is asked for what it has not come to, then the feed refuses; with a token that is not enough, too", async () => {
  await expect(feedOf().after(1_000_000, null, signal)).rejects.toMatchObject({ code: "POSITION_UNKNOWN" });
  const token = clientCredentials({ tokenUrl: `${service.url}/oauth/token`, clientId: "storefront" });
  const storefront = openFeed({ url: service.url, token });
  await expect(storefront.after(null, null, signal)).rejects.toThrow(/inventory:admin/);
  expect(await storefront.head(signal)).toBeGreaterThan(0);
  const { events } = await feedOf().after(null, ["InventoryItemCreatedEvent"], signal);
  expect(events).toHaveLength(1);
});
