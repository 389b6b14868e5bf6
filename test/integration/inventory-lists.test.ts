/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DELETE_ITEM } from "../support/client/place-documents.js";
import { INVENTORY, INVENTORY_PAGE } from "../support/client/read-documents.js";
import type { InventoryFilter, InventoryOrder, InventoryPageQuery } from "../support/generated/graphql.js";
import { query } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let east: string;
let west: string;

/** Of what each test makes, by the beginning of its ids. */
const ids = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n}`);

beforeAll(async () => {
  shop = await openShop();
  [east, west] = [await shop.warehouse(), await shop.warehouse()];
}, 60_000);

afterAll(() => shop.close());

interface Asked {
  filter?: InventoryFilter;
  orderBy?: InventoryOrder;
  first?: number;
}

/** Page by page, with what happens between two of them. */
async function walk({ filter, orderBy, first = 2 }: Asked, between = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null | undefined = null; ;) {
    const page: InventoryPageQuery = await shop.admin.ask(INVENTORY_PAGE, {
      ...{ first, after: after ?? null, filter: filter ?? null, orderBy: orderBy ?? null },
    });
    const { edges, pageInfo } = page.inventory;
    seen.push(...edges.map(({ node }) => node.productVariantId));
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
    await between();
  }
}

/** What is found, walked in small pages and counted, which must agree. */
async function find(filter: InventoryFilter, orderBy: InventoryOrder = "PRODUCT_VARIANT_ID") {
  const { inventory } = await shop.admin.ask(INVENTORY, { first: 250, filter, orderBy });
  const found = inventory.edges.map(({ node }) => node.productVariantId);
  expect(inventory.totalCount).toBe(found.length);
  expect(await walk({ filter, orderBy })).toEqual(found);
  return found;
}

describe("each filter", () => {
  beforeAll(async () => {
    await shop.item({ id: "a0", sku: "50%_A", quantity: 10 });
    await shop.item({ id: "a1", sku: "50%_B", quantity: 2 });
    await shop.item({ id: "a2", sku: "500", quantity: 3, warehouse: east });
    await shop.item({ id: "a3", sku: "50", quantity: 0 });
    await shop.item({ id: "a4", quantity: 1, warehouse: west });
    await shop.put("a0", 5, east);
  });
  const among = { productVariantIds: ids("a", 5) };

  it("when ids are given, then those that exist are found", async () => {
    expect(await find({ productVariantIds: ["a3", "unknown", "a0", "a3"] })).toEqual(["a0", "a3"]);
    expect(await find({ productVariantIds: [] })).toEqual([]);
  });

  it("when a SKU's beginning is given, then nothing in it is a wildcard", async () => {
    expect(await find({ skuPrefix: "50" })).toEqual(["a0", "a1", "a2", "a3"]);
    expect(await find({ skuPrefix: "50%" })).toEqual(["a0", "a1"]);
    expect(await find({ skuPrefix: "50%_" })).toEqual(["a0", "a1"]);
    expect(await find({ skuPrefix: "5_" })).toEqual([]);
    expect(await find({ skuPrefix: "\u{10ffff}" })).toEqual([]);
  });

  it("when statuses are given, then each is found, in one order", async () => {
    expect(await find({ ...among, statuses: ["LOW_STOCK"] })).toEqual(["a1", "a2", "a4"]);
    expect(await find({ statuses: ["LOW_STOCK", "OUT_OF_STOCK", "LOW_STOCK"] })).toEqual([
      "a1",
      "a2",
      "a3",
      "a4",
    ]);
    expect(await find({ statuses: [] })).toEqual([]);
  });

  it("when warehouses are given by id or code, then items with a level in one of them are found once", async () => {
    expect(await find({ warehouseIds: [east] })).toEqual(["a0", "a2"]);
    expect(await find({ warehouseIds: [east, west, east] })).toEqual(["a0", "a2", "a4"]);
    expect(await find({ warehouseIds: [east, "MAIN"] })).toContain("a0");
    expect(await find({ warehouseIds: ["nowhere"] })).toEqual([]);
  });

  it("when a bound of what is available is given, then what is below it is found", async () => {
    expect(await find({ ...among, availableBelow: 3 })).toEqual(["a1", "a3", "a4"]);
    expect(await find({ ...among, availableBelow: 0 })).toEqual([]);
  });

  it("when a moment is given, then what changed then or later is found", async () => {
    const [row] = await query<{ at: Date }>(
      shop.url,
      "SELECT updated_at AS at FROM inventory WHERE product_variant_id = 'a3'",
    );
    const updatedSince = (row?.at as Date).toISOString();
    // a0 was changed last.
    expect(await find({ ...among, updatedSince })).toEqual(["a0", "a3", "a4"]);
  });

  it("when several are given, then all of them must hold", async () => {
    expect(await find({ skuPrefix: "50", statuses: ["LOW_STOCK"], warehouseIds: [east] })).toEqual(["a2"]);
    expect(
      await find({ statuses: ["IN_STOCK", "LOW_STOCK"], warehouseIds: [east], availableBelow: 9 }),
    ).toEqual(["a2"]);
    expect(await find({ warehouseIds: [east], availableBelow: 9, ...among })).toEqual(["a2"]);
  });

  it("when an order is given, then it is kept over pages, by id where equal", async () => {
    expect(await find(among, "AVAILABLE")).toEqual(["a3", "a4", "a1", "a2", "a0"]);
    expect(await find({ statuses: ["LOW_STOCK"] }, "AVAILABLE")).toEqual(["a4", "a1", "a2"]);
    expect(await find({ warehouseIds: [east, west] }, "AVAILABLE")).toEqual(["a4", "a2", "a0"]);
    expect((await find(among, "UPDATED_AT"))[0]).toBe("a0");
    await query(
      shop.url,
      "UPDATE inventory SET updated_at = '2020-01-01' WHERE product_variant_id IN ('a1', 'a2')",
    );
    expect((await find(among, "UPDATED_AT")).slice(-2)).toEqual(["a1", "a2"]);
  });
});

describe("holds that have expired and are not booked", () => {
  beforeAll(async () => {
    for (const id of ids("b", 4)) await shop.item({ id, quantity: 5 });
    for (const id of ["b0", "b1"])
      await shop.reserve(`order of ${id}`, [{ productVariantId: id, quantity: 5 }]);
    await shop.letExpire("order of b1");
  });
  const among = { productVariantIds: ids("b", 4) };

  it("when a status is asked for, then it is the one that is read", async () => {
    expect(await find({ statuses: ["OUT_OF_STOCK"] })).toEqual(["a3", "b0"]);
    expect(await find({ statuses: ["IN_STOCK"] })).toEqual(["a0", "b1", "b2", "b3"]);
    expect(await find({ ...among, statuses: ["IN_STOCK"] })).toEqual(["b1", "b2", "b3"]);
    const { inventory } = await shop.admin.ask(INVENTORY, { filter: { ...among, statuses: ["IN_STOCK"] } });
    expect(inventory.edges[0]?.node).toMatchObject({ status: "IN_STOCK", availableQuantity: 5 });
  });

  it("when what is available is asked for, then they count as available", async () => {
    expect(await find({ ...among, availableBelow: 1 })).toEqual(["b0"]);
    expect(await find(among, "AVAILABLE")).toEqual(["b0", "b1", "b2", "b3"]);
  });
});

describe("paging while rows change", () => {
  beforeAll(async () => {
    for (const id of ids("c", 7)) await shop.item({ id, quantity: 2 });
  });
  const filter = { productVariantIds: ids("c", 7) };

  it("when items change between pages, then each comes once and none is left out", async () => {
    let round = 0;
    const change = async () => {
      round += 1;
      await shop.put("c0", 1);
      await shop.put("c6", 1);
      await shop.item({ id: `c${round}-new`, quantity: 2 });
    };
    expect(await walk({ filter }, change)).toEqual(ids("c", 7));
    const low = await walk({ filter: { statuses: ["LOW_STOCK"] } }, change);
    expect(low).toEqual([...new Set(low)].sort());
    for (const id of ["c1", "c2", "c3", "c4", "c5"]) expect(low).toContain(id);
  });

  it("when items move to the front between pages of UPDATED_AT, then none comes twice", async () => {
    const seen = await walk({ filter, orderBy: "UPDATED_AT" }, () => shop.put("c3", 1));
    expect(seen).toEqual([...new Set(seen)]);
  });
});

describe("what is not to be seen", () => {
  it("when an item is deleted, then no list has it", async () => {
    await shop.item({ id: "d0", sku: "DEL", quantity: 0 });
    expect(await find({ skuPrefix: "DEL" })).toEqual(["d0"]);
    await shop.admin.ask(DELETE_ITEM, { input: { productVariantId: "d0" } });
    expect(await find({ skuPrefix: "DEL" })).toEqual([]);
    expect(await find({ productVariantIds: ["d0"] })).toEqual([]);
    expect(await find({ statuses: ["OUT_OF_STOCK", "DISCONTINUED"] })).not.toContain("d0");
  });

  it("when a warehouse is out of the token's reach, then it is none", async () => {
    const confined = await shop.client("storefront", [west]);
    const { inventory } = await confined.ask(INVENTORY, { filter: { warehouseIds: [east, west] } });
    expect(inventory.edges.map(({ node }) => node.productVariantId)).toEqual(["a4"]);
  });
});

describe("pages", () => {
  it("when totalCount is not selected, then nothing is counted", async () => {
    const before = shop.node.asked.countItems;
    await shop.admin.ask(INVENTORY_PAGE, { first: 1 });
    expect(shop.node.asked.countItems).toBe(before);
    await shop.admin.ask(INVENTORY, { first: 1 });
    expect(shop.node.asked.countItems).toBe(before + 1);
  });

  it("when a page of none is asked for, then it says whether there are more", async () => {
    const { inventory } = await shop.admin.ask(INVENTORY_PAGE, { first: 0 });
    expect(inventory).toEqual({ edges: [], pageInfo: { hasNextPage: true, endCursor: null } });
  });

  it("when a cursor is of another order, or of nothing, then BAD_USER_INPUT names after", async () => {
    const orders: InventoryOrder[] = ["PRODUCT_VARIANT_ID", "UPDATED_AT", "AVAILABLE"];
    for (const orderBy of orders) {
      const { inventory } = await shop.admin.ask(INVENTORY_PAGE, { first: 1, orderBy });
      const after = inventory.pageInfo.endCursor as string;
      for (const other of [...orders.filter((each) => each !== orderBy)]) {
        const { errors } = await shop.admin.send(INVENTORY_PAGE, { after, orderBy: other });
        expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: ["after"] });
      }
    }
    for (const text of [
      "updated:x:a",
      "updated:1",
      "available:99999999999:a",
      `updated:${"9".repeat(17)}:a`,
    ]) {
      const orderBy = text.startsWith("updated") ? "UPDATED_AT" : "AVAILABLE";
      const after = Buffer.from(text).toString("base64url");
      const { errors } = await shop.admin.send(INVENTORY_PAGE, { after, orderBy });
      expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: ["after"] });
    }
  });

  it.each([
    ["skuPrefix", { skuPrefix: "" }, ["filter", "skuPrefix"]],
    ["an id", { productVariantIds: ["a", ""] }, ["filter", "productVariantIds", "1"]],
    ["a warehouse", { warehouseIds: ["MAIN", "x".repeat(65)] }, ["filter", "warehouseIds", "1"]],
  ])("when %s of a filter is not valid, then BAD_USER_INPUT names it", async (_name, filter, field) => {
    const { errors } = await shop.admin.send(INVENTORY_PAGE, { filter });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field });
  });
});
