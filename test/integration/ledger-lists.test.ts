/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DELETE_ITEM } from "../support/client/place-documents.js";
import { ITEM_LISTS, LEDGER } from "../support/client/read-documents.js";
import type { LedgerFilter, LedgerQuery } from "../support/generated/graphql.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let east: string;

type Entry = LedgerQuery["ledger"]["edges"][number]["node"];

/** a: 10 in MAIN, 5 in EAST, 2 held by o1; b: 3 in MAIN, 1 held by o1; c: counted up and down, and deleted. */
beforeAll(async () => {
  shop = await openShop();
  east = await shop.warehouse();
  await shop.item({ id: "a", quantity: 10 });
  await shop.put("a", 5, east);
  await shop.item({ id: "b", quantity: 3 });
  await shop.reserve("o1", [
    { productVariantId: "a", quantity: 2 },
    { productVariantId: "b", quantity: 1 },
  ]);
  await shop.item({ id: "c", quantity: 1 });
  await shop.put("c", -1);
  await shop.admin.ask(DELETE_ITEM, { input: { productVariantId: "c" } });
}, 60_000);

afterAll(() => shop.close());

/** All pages of so many, with what happens between two of them. */
async function walk(filter: LedgerFilter | null, first: number, between = async () => {}): Promise<Entry[]> {
  const seen: Entry[] = [];
  for (let after: string | null | undefined = null; ;) {
    const { ledger }: LedgerQuery = await shop.admin.ask(LEDGER, { filter, first, after: after ?? null });
    expect(ledger.pageInfo.hasPreviousPage).toBe(after !== null);
    seen.push(...ledger.edges.map(({ node }) => node));
    if (!ledger.pageInfo.hasNextPage) return seen;
    after = ledger.pageInfo.endCursor;
    await between();
  }
}

/** In short, walked in pages of two and counted, which must agree. */
async function find(filter: LedgerFilter | null, client = shop.admin): Promise<string[]> {
  const { ledger } = await client.ask(LEDGER, { filter, first: 250 });
  const found = ledger.edges.map(({ node }) => node);
  expect(ledger.totalCount).toBe(found.length);
  if (client === shop.admin) expect(await walk(filter, 2)).toEqual(found);
  return found.map(({ kind, item }) => `${item.productVariantId} ${kind}`);
}

describe("the ledger", () => {
  it("when it is read whole, then it is newest first, and has what deleted items did", async () => {
    const all = await find(null);
    expect(all.slice(0, 2)).toEqual(["c ADJUSTMENT", "c ADJUSTMENT"]);
    expect(all.slice(2, 4).sort()).toEqual(["a RESERVATION", "b RESERVATION"]);
    expect(all.slice(4)).toEqual(["b ADJUSTMENT", "a ADJUSTMENT", "a ADJUSTMENT"]);
  });

  it("when an item is given, then its entries follow each other, with the balances after each", async () => {
    const { ledger } = await shop.admin.ask(LEDGER, { filter: { productVariantId: "a" } });
    const rows = ledger.edges.map(({ node }) => [
      ...[node.itemVersion, node.quantityDelta, node.reservedDelta, node.quantityAfter, node.reservedAfter],
      node.warehouse.code,
    ]);
    expect(rows).toEqual([
      [4, 0, 2, 10, 2, "MAIN"],
      [3, 5, 0, 5, 0, east],
      [2, 10, 0, 10, 0, "MAIN"],
    ]);
    expect(await find({ productVariantId: "c" })).toHaveLength(2);
    expect(await find({ productVariantId: "unknown" })).toEqual([]);
  });

  it("when a warehouse, kinds or a reference are given, then all of them must hold", async () => {
    expect(await find({ warehouseId: east })).toEqual(["a ADJUSTMENT"]);
    expect(await find({ warehouseId: "nowhere" })).toEqual([]);
    expect((await find({ reference: "o1" })).sort()).toEqual(["a RESERVATION", "b RESERVATION"]);
    expect(await find({ reference: "o1", productVariantId: "b" })).toEqual(["b RESERVATION"]);
    expect(await find({ kinds: ["RESERVATION", "SALE"], productVariantId: "a" })).toEqual(["a RESERVATION"]);
    expect(await find({ kinds: [] })).toEqual([]);
    expect(await find({ productVariantId: "a", warehouseId: "MAIN", kinds: ["ADJUSTMENT"] })).toHaveLength(1);
  });

  it("when a time is given, then both of its ends belong to it", async () => {
    const all = await walk(null, 250);
    const [newest, oldest] = [all[0] as Entry, all.at(-1) as Entry];
    expect(await find({ since: oldest.occurredAt, until: newest.occurredAt })).toHaveLength(all.length);
    expect(await find({ until: oldest.occurredAt })).toEqual(["a ADJUSTMENT"]);
    expect((await find({ since: newest.occurredAt }))[0]).toBe("c ADJUSTMENT");
    expect(await find({ productVariantId: "a", since: newest.occurredAt })).toEqual([]);
    expect(await find({ productVariantId: "a", until: oldest.occurredAt })).toEqual(["a ADJUSTMENT"]);
  });

  it("when entries are booked between pages, then those that were there come once each", async () => {
    const there = await walk(null, 250);
    const seen = await walk(null, 2, () => shop.put("b", 1));
    expect(seen).toEqual(there);
    const of = { productVariantId: "b" };
    const ofItem = await walk(of, 250);
    expect(await walk(of, 2, () => shop.put("b", 1, east))).toEqual(ofItem);
  });

  it("when a kind is unknown, or a cursor is of nothing, then BAD_USER_INPUT names it", async () => {
    const kind = await shop.admin.send(LEDGER, { filter: { kinds: ["SALE", "THEFT"] } });
    expect(kind.errors?.[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      field: ["filter", "kinds", "1"],
    });
    for (const text of ["variant:a", "entry:1:1:no-uuid", "entry:1:x:00000000-0000-4000-8000-000000000001"]) {
      const after = Buffer.from(text).toString("base64url");
      const { errors } = await shop.admin.send(LEDGER, { after });
      expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: ["after"] });
    }
  });
});

describe("who may read it", () => {
  it("when the scope is lacking, then it is FORBIDDEN, also by way of an item", async () => {
    const reserver = await shop.client("order-service");
    expect((await reserver.send(LEDGER, {})).errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
    const { errors } = await reserver.send(ITEM_LISTS, { id: "a" });
    expect(errors).toMatchObject([{ path: ["inventoryItem", "ledger"], extensions: { code: "FORBIDDEN" } }]);
  });

  it("when the token is confined to a warehouse, then the ledger is that warehouse's", async () => {
    const confined = await shop.client("admin", [east]);
    expect(await find({ productVariantId: "a" }, confined)).toEqual(["a ADJUSTMENT"]);
    expect(await find({ warehouseId: "MAIN" }, confined)).toEqual([]);
    const { inventoryItem } = await confined.ask(ITEM_LISTS, { id: "a" });
    expect(inventoryItem?.ledger).toMatchObject({ totalCount: 1, edges: [{ node: { itemVersion: 3 } }] });
    expect(inventoryItem?.reservations).toEqual({ totalCount: 0, edges: [] });
  });
});

it("when an item's own ledger is paged, then its cursors go on where the page ended", async () => {
  const { inventoryItem } = await shop.admin.ask(ITEM_LISTS, { id: "a", first: 2 });
  expect(inventoryItem?.ledger.totalCount).toBe(3);
  expect(inventoryItem?.ledger.edges.map(({ node }) => node.itemVersion)).toEqual([4, 3]);
  const after = inventoryItem?.ledger.pageInfo.endCursor as string;
  const next = await shop.admin.ask(ITEM_LISTS, { id: "a", first: 2, after });
  expect(next.inventoryItem?.ledger.edges.map(({ node }) => node.itemVersion)).toEqual([2]);
  expect(next.inventoryItem?.ledger.pageInfo.hasNextPage).toBe(false);
});
