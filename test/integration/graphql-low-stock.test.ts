/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { LOW_STOCK } from "../support/client/live-documents.js";
import { DELETE_ITEM, DISCONTINUE_ITEM } from "../support/client/place-documents.js";
import { eventually } from "../support/eventually.js";
import type { LowStockSubscriptionVariables } from "../support/generated/graphql.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { LowStockClient } from "../support/low-stock-client.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
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

afterEach(async () => {
  for (const { socket } of clients.splice(1)) await socket.dispose();
});

afterAll(async () => {
  await admin.socket.dispose();
  for (const node of nodes) await node.close();
  await database.drop();
});

interface Asked {
  readonly role?: "storefront";
  readonly warehouses?: string[];
  /** Of the two nodes. */
  readonly on?: number;
}

async function client({ on = 0, ...request }: Asked = {}): Promise<Client> {
  const node = nodes[on] as GraphqlNode;
  const { token } = await node.issuer.issue({ role: "admin", ...request });
  const opened = createClient(node.url, token);
  clients.push(opened);
  return opened;
}

const adjust = (productVariantId: string, delta: number, warehouseId: string | null = null) =>
  admin.ask(doc.ADJUST, { input: { productVariantId, delta, changeType: "ADJUSTMENT", warehouseId } });

async function newItem(units = 0): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  if (units > 0) await adjust(productVariantId, units);
  return productVariantId;
}

type Filter = LowStockSubscriptionVariables["filter"];

/** Follows what is low, as a client does. */
function watch(from: Client, filter: Filter = null) {
  const results = from.subscribe(LOW_STOCK, { filter });
  const built = new LowStockClient(filter?.statuses ?? undefined);
  const updates: unknown[] = [];
  const ended = (async () => {
    for await (const { data, errors } of results) {
      if (errors) throw new Error(JSON.stringify(errors));
      if (!data) continue;
      updates.push(data.lowStock);
      built.take(data.lowStock);
    }
  })();
  ended.catch(() => undefined);
  return { built, updates, ended };
}

const knows = ({ built }: ReturnType<typeof watch>, truth: Record<string, object>) =>
  eventually(() => {
    expect(built.isComplete).toBe(true);
    expect(Object.fromEntries(built.items)).toEqual(
      Object.fromEntries(Object.entries(truth).map(([id, told]) => [id, expect.objectContaining(told)])),
    );
    expect(built.faults).toEqual([]);
  });

describe("lowStock", () => {
  it("when watched on two nodes, then what is low comes first, and then each change, on both the same", async () => {
    const [low, out, enough] = [await newItem(2), await newItem(), await newItem(10)];
    const filter = { productVariantIds: [low, out, enough] };
    const watchers = [watch(admin, filter), watch(await client({ on: 1 }), filter)];
    for (const watcher of watchers) {
      await knows(watcher, { [low]: { status: "LOW_STOCK", availableQuantity: 2 }, [out]: { version: 1 } });
      expect(watcher.updates).toMatchObject([{ __typename: "LowStockSnapshot", more: false }]);
    }
    await adjust(enough, -9);
    await adjust(low, 10);
    await admin.ask(doc.RESERVE, {
      input: { orderId: uniqueName("order"), lines: [{ productVariantId: enough, quantity: 1 }] },
    });
    for (const watcher of watchers) {
      await knows(watcher, {
        [out]: {},
        [enough]: { status: "OUT_OF_STOCK", availableQuantity: 0, version: 4 },
      });
      expect(watcher.updates).toContainEqual(
        expect.objectContaining({
          ...{ __typename: "LowStockChange", productVariantId: low, status: "IN_STOCK", itemVersion: 3 },
          item: expect.objectContaining({ availableQuantity: 12, levels: [{ quantity: 12 }] }),
        }),
      );
    }
  });

  it("when a second one watches the same, then it is read no second time", async () => {
    const filter = { productVariantIds: [await newItem(1)] };
    const first = watch(admin, filter);
    await eventually(() => expect(first.built.isComplete).toBe(true));
    const { inventory, itemsEvenDeleted } = (nodes[0] as GraphqlNode).asked;
    const second = watch(await client(), filter);
    await eventually(() => expect(second.built.isComplete).toBe(true));
    expect((nodes[0] as GraphqlNode).asked).toMatchObject({ inventory, itemsEvenDeleted });
    // Meanwhile the node may have heard the events of what was read already.
    expect(second.built.items).toEqual(first.built.items);
    expect(second.built.position).toBeGreaterThanOrEqual(first.built.position);
  });

  it("when it is opened while orders come in, then what was built of it is the stock in the end", async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => newItem(9)));
    const filter = { productVariantIds: ids };
    const watchers: ReturnType<typeof watch>[] = [];
    const buying = ids.map(async (productVariantId, index) => {
      for (let order = 0; order < 8; order++) {
        const orderId = uniqueName("order");
        const lines = [{ productVariantId, quantity: 1 }];
        await admin.ask(doc.RESERVE, { input: { orderId, lines } });
        if (order % 3 === index % 3) {
          await admin.ask(doc.RELEASE, { input: { orderId, reason: "ORDER_CANCELLED" } });
        }
      }
    });
    for (let on = 0; on < 6; on++) watchers.push(watch(await client({ on: on % 2 }), filter));
    await Promise.all(buying);
    const items = (await Promise.all(ids.map((id) => admin.ask(doc.ITEM, { id })))).map(
      ({ inventoryItem }) => inventoryItem,
    );
    const truth = items
      .filter((item) => item && item.availableQuantity <= 3)
      .map((item) => [item?.productVariantId, { availableQuantity: item?.availableQuantity }]);
    for (const watcher of watchers) await knows(watcher, Object.fromEntries(truth));
  });

  it("when an item is discontinued or deleted, then it leaves as DISCONTINUED", async () => {
    const [kept, removed] = [await newItem(1), await newItem()];
    const watcher = watch(admin, { productVariantIds: [kept, removed] });
    await knows(watcher, { [kept]: {}, [removed]: {} });
    await admin.ask(DISCONTINUE_ITEM, { input: { productVariantId: kept } });
    await admin.ask(DELETE_ITEM, { input: { productVariantId: removed } });
    await knows(watcher, {});
    expect(watcher.updates.slice(1)).toMatchObject([
      { productVariantId: kept, status: "DISCONTINUED", item: { productVariantId: kept } },
      { productVariantId: removed, status: "DISCONTINUED", item: null },
    ]);
  });

  it("when a hold expires, then the item leaves once that is booked, with a greater version", async () => {
    const id = await newItem(5);
    const lines = [{ productVariantId: id, quantity: 4 }];
    const input = { orderId: uniqueName("order"), lines, ttlSeconds: 3_600 };
    const { reserveStock } = await admin.ask(doc.RESERVE, { input });
    const watcher = watch(admin, { productVariantIds: [id] });
    await knows(watcher, { [id]: { status: "LOW_STOCK", availableQuantity: 1, version: 3 } });
    await query(
      database.url,
      `WITH r AS (UPDATE reservation SET expires_at = now() - interval '1 minute' WHERE id = $1),
            l AS (UPDATE reservation_line SET expires_at = now() - interval '1 minute' WHERE reservation_id = $1)
       UPDATE inventory SET next_expiry = now() - interval '1 minute' WHERE product_variant_id = $2`,
      [reserveStock.reservation?.id, id],
    );
    await adjust(id, 1);
    await knows(watcher, {});
    expect(watcher.updates.at(-1)).toMatchObject({
      status: "IN_STOCK",
      availableQuantity: 6,
      itemVersion: 5,
    });
  });

  it("when warehouses or statuses are named, or the token is confined, then those items alone come", async () => {
    const east = uniqueName("E");
    await admin.ask(doc.CREATE_WAREHOUSE, { input: { code: east, name: "East" } });
    const [here, elsewhere] = [await newItem(), await newItem(1)];
    await adjust(here, 2, east);
    const byFilter = watch(admin, { warehouseIds: [east] });
    const byToken = watch(await client({ warehouses: [east] }));
    const byStatus = watch(admin, { productVariantIds: [here, elsewhere], statuses: ["OUT_OF_STOCK"] });
    for (const watcher of [byFilter, byToken]) await knows(watcher, { [here]: { availableQuantity: 2 } });
    await knows(byStatus, {});
    await adjust(elsewhere, 1, east);
    await adjust(here, -2, east);
    for (const watcher of [byFilter, byToken]) {
      await knows(watcher, { [here]: { status: "OUT_OF_STOCK" }, [elsewhere]: { availableQuantity: 2 } });
    }
    await knows(byStatus, { [here]: {} });
    await adjust(here, 1);
    await knows(byStatus, {});
  });

  it("when a status is asked for that is not low, then BAD_USER_INPUT names it", async () => {
    const filter = { statuses: ["LOW_STOCK" as const, "IN_STOCK" as const] };
    const [wrong] = await take(admin.subscribe(LOW_STOCK, { filter }), 1);
    expect(wrong?.errors).toMatchObject([
      {
        message: expect.stringContaining("LOW_STOCK, OUT_OF_STOCK"),
        extensions: { code: "BAD_USER_INPUT", field: ["filter", "statuses", "1"] },
      },
    ]);
  });

  it("when more than 10,000 items are low, then LIMIT_EXCEEDED ends it, and says how to narrow them", async () => {
    await query(
      database.url,
      `INSERT INTO inventory (id, product_variant_id, status, low_stock_threshold, created_at, updated_at)
       SELECT gen_random_uuid(), 'many ' || n, 'OUT_OF_STOCK', 3, now(), now() FROM generate_series(1, 10001) n`,
    );
    const { subscriptions } = nodes[0] as GraphqlNode;
    const before = subscriptions();
    const { ended } = watch(admin);
    await expect(ended).rejects.toMatchObject([
      { message: expect.stringContaining("filter"), extensions: { code: "LIMIT_EXCEEDED" } },
    ]);
    await eventually(() => expect(subscriptions()).toBeLessThanOrEqual(before));
    await query(database.url, "DELETE FROM inventory WHERE product_variant_id LIKE 'many %'");
  });
});
