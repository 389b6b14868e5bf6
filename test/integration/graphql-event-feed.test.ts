/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { EVENT_FEED, EVENTS } from "../support/client/event-documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";
import { take } from "../support/take.js";

let database: FreshDatabase;
const nodes: GraphqlNode[] = [];
const clients: Client[] = [];
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  for (let node = 0; node < 2; node++) nodes.push(await openGraphqlNode(database.url));
  admin = await client();
});

afterAll(async () => {
  for (const { socket } of clients) await socket.dispose();
  for (const node of nodes) await node.close();
  await database.drop();
});

async function client(request: { role?: "storefront"; warehouses?: string[] } = {}, on = 0): Promise<Client> {
  const node = nodes[on] as GraphqlNode;
  const { token } = await node.issuer.issue({ role: "admin", ...request });
  const opened = createClient(node.url, token);
  clients.push(opened);
  return opened;
}

const position = async () => (await admin.ask(doc.FEED_POSITION, {})).feedPosition;

/** Makes an item, and moves its stock: what it causes is told as 1 created, 3 levels and 2 statuses. */
async function someEvents(): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  for (const delta of [2, 3, 4]) {
    await admin.ask(doc.ADJUST, { input: { productVariantId, delta, changeType: "ADJUSTMENT" } });
  }
  return productVariantId;
}

const eventsOf = (results: Awaited<ReturnType<typeof take<{ data?: unknown }>>>) =>
  results.map(({ data }) => (data as { inventoryEvents: { eventType: string } }).inventoryEvents);

describe("inventoryEvents", () => {
  it("when followed, on another node too, then each event comes once, as `events` tells it", async () => {
    const after = await position();
    const feeds = [admin, await client({}, 1)].map((each) => each.subscribe(EVENT_FEED, { after }));
    await someEvents();
    const { events } = await admin.ask(EVENTS, { after });
    expect(events.length).toBeGreaterThanOrEqual(6);
    for (const feed of feeds) expect(eventsOf(await take(feed, events.length))).toEqual(events);
  });

  it("when types are named, then those alone come, live and resumed", async () => {
    const after = await position();
    const types = ["StockStatusChangedEvent", "InventoryItemCreatedEvent", "StockStatusChangedEvent"];
    const live = admin.subscribe(EVENT_FEED, { types, after });
    const first = take(live, 3);
    await someEvents();
    const told = eventsOf(await first);
    expect(told.map(({ eventType }) => eventType)).toEqual([
      "InventoryItemCreatedEvent",
      "StockStatusChangedEvent",
      "StockStatusChangedEvent",
    ]);
    const again = (await client()).subscribe(EVENT_FEED, { types, after });
    expect(eventsOf(await take(again, 3))).toEqual(told);
  });

  it("when resumed after what came last, then it goes on with the next", async () => {
    const after = await position();
    await someEvents();
    const { events } = await admin.ask(EVENTS, { after });
    const seen = events[1]?.position as string;
    const rest = await take((await client()).subscribe(EVENT_FEED, { after: seen }), events.length - 2);
    expect(eventsOf(rest)).toEqual(events.slice(2));
  });

  it("when a type is unknown, then BAD_USER_INPUT names it; more than 250: LIMIT_EXCEEDED", async () => {
    const [unknown] = await take(admin.subscribe(EVENT_FEED, { types: ["StockoutEvent", "Nothing"] }), 1);
    expect(unknown?.errors).toMatchObject([
      {
        message: expect.stringContaining("types.1 must be one of"),
        extensions: { code: "BAD_USER_INPUT", field: ["types", "1"] },
      },
    ]);
    const types = Array.from({ length: 251 }, () => "StockoutEvent");
    const [tooMany] = await take(admin.subscribe(EVENT_FEED, { types }), 1);
    expect(tooMany?.errors).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED" } }]);
  });

  it("when the token is no admin's, or is confined to warehouses, then FORBIDDEN", async () => {
    for (const request of [{ role: "storefront" as const }, { warehouses: ["MAIN"] }]) {
      const [result] = await take((await client(request)).subscribe(EVENT_FEED, {}), 1);
      expect(result?.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    }
  });
});
