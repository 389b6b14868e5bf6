/** @needs postgres rabbitmq */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { openRabbitmqDesk, type RabbitmqDesk } from "../contract/rabbitmq-desk.js";
import { eventually } from "../support/eventually.js";
import { insertEvents } from "../support/raw-feed.js";
import { openReplays } from "../support/replaying.js";
import { amqpUrl, freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let replays: ReturnType<typeof openReplays>;
let desk: RabbitmqDesk;
let sink: EventSink;

beforeEach(async () => {
  database = await freshDatabase();
  desk = await openRabbitmqDesk();
  const variables = { AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: desk.prefix };
  replays = openReplays(database.url, variables);
  sink = await openRabbitmqSink({
    url: amqpUrl(),
    exchangePrefix: desk.prefix,
    logger: createLogger("silent"),
  });
  await eventually(() => expect(sink.fault()).toBeNull());
  await insertEvents(database.url, { count: 250, items: 5 });
});

afterEach(async () => {
  await replays.close();
  await sink.close();
  await desk.close();
  await database.drop();
});

describe("a replay over RabbitMQ", () => {
  it("when it goes to a queue, then that alone gets the events, in order, marked, and as they were before", async () => {
    const everybody = await desk.consume("#");
    const name = uniqueName("rebuild");
    const own = await desk.consume("nothing.of.this", { name });
    const replay = await replays.start({ queue: name, productVariantIds: ["item-3"] });
    await replays.relay(sink);
    await eventually(() => expect(own).toHaveLength(replay.total));
    const stored = await query<{ event_id: string; position: string }>(
      database.url,
      "SELECT event_id, position FROM feed WHERE aggregate_id = 'item-3' ORDER BY position",
    );
    expect(own.map(({ properties }) => properties.messageId as string)).toEqual(
      stored.map((row) => row.event_id),
    );
    for (const [index, { properties, content }] of own.entries()) {
      expect(properties.headers).toMatchObject({ "x-replayed": true, "x-replay-id": replay.id });
      expect(properties.type).toBe("StockLevelChangedEvent");
      expect(JSON.parse(content.toString())).toMatchObject({
        position: stored[index]?.position,
        aggregateId: "item-3",
      });
    }
    expect(everybody).toEqual([]);
    await eventually(async () =>
      expect(await replays.find(replay)).toMatchObject({ state: "DONE", sent: 50 }),
    );
  });

  it("when there is no such queue, then it has failed, and says so", async () => {
    const replay = await replays.start({ queue: uniqueName("nowhere") });
    await replays.relay(sink);
    await eventually(async () => {
      const { state, sent, lastError } = await replays.find(replay);
      expect({ state, sent, lastError }).toEqual({
        state: "FAILED",
        sent: 0,
        lastError: expect.stringContaining("return"),
      });
    });
  });

  it("when it goes through the exchange, then every consumer gets the events again, marked", async () => {
    const everybody = await desk.consume("inventory.stock.#");
    const replay = await replays.start({ queue: desk.exchange, throughExchange: true, untilPosition: 40 });
    await replays.relay(sink);
    await eventually(() => expect(everybody).toHaveLength(40));
    for (const { properties } of everybody) {
      expect(properties.headers).toMatchObject({ "x-replayed": true, "x-replay-id": replay.id });
    }
  });
});
