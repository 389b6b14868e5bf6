/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as doc from "../support/client/documents.js";
import { ITEM_LISTS, RESERVATIONS } from "../support/client/read-documents.js";
import type { ReservationFilter, ReservationsQuery } from "../support/generated/graphql.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let east: string;
/** Ids by order. */
const made = new Map<string, string>();

beforeAll(async () => {
  shop = await openShop();
  east = await shop.warehouse();
  await shop.item({ id: "a", quantity: 10 });
  await shop.put("a", 10, east);
  await shop.item({ id: "b", quantity: 10 });
  const reserve = async (order: string, ...lines: [string, number, string?][]) =>
    made.set(
      order,
      await shop.reserve(
        order,
        lines.map(([productVariantId, quantity, warehouseId]) => ({
          productVariantId,
          quantity,
          ...(warehouseId !== undefined && { warehouseId }),
        })),
      ),
    );
  await reserve("active", ["a", 1], ["b", 1]);
  await reserve("both", ["a", 1, "MAIN"], ["a", 1, east]);
  await reserve("over", ["a", 1], ["b", 1]);
  await reserve("released", ["b", 1]);
  await reserve("far", ["a", 1, east]);
  await shop.letExpire("over");
  await shop.admin.ask(doc.RELEASE, { input: { orderId: "released", reason: "ORDER_CANCELLED" } });
}, 60_000);

afterAll(() => shop.close());

async function walk(filter: ReservationFilter | null, between = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null | undefined = null; ;) {
    const { reservations }: ReservationsQuery = await shop.admin.ask(RESERVATIONS, {
      ...{ filter, first: 2, after: after ?? null },
    });
    seen.push(...reservations.edges.map(({ node }) => node.orderId));
    if (!reservations.pageInfo.hasNextPage) return seen;
    after = reservations.pageInfo.endCursor;
    await between();
  }
}

/** Orders, walked in pages of two and counted, which must agree. */
async function find(filter: ReservationFilter | null): Promise<string[]> {
  const { reservations } = await shop.admin.ask(RESERVATIONS, { filter, first: 250 });
  const found = reservations.edges.map(({ node }) => node.orderId);
  expect(reservations.totalCount).toBe(found.length);
  expect(await walk(filter)).toEqual(found);
  return found;
}

describe("lists of reservations", () => {
  // Releasing books what has expired, on the items it touches: "over" is booked on b alone.
  it("when all are asked for, then the newest is first", async () => {
    expect(await find(null)).toEqual(["far", "released", "over", "both", "active"]);
  });

  it("when an order or an item is given, then its own are found, each once", async () => {
    expect(await find({ orderId: "both" })).toEqual(["both"]);
    expect(await find({ productVariantId: "a" })).toEqual(["far", "over", "both", "active"]);
    expect(await find({ productVariantId: "a", orderId: "over" })).toEqual(["over"]);
    expect(await find({ productVariantId: "a", orderId: "released" })).toEqual([]);
    expect(await find({ orderId: "unknown" })).toEqual([]);
  });

  it("when statuses are given, then they are those that are read", async () => {
    await shop.reserve("over too", [{ productVariantId: "a", quantity: 1 }]);
    await shop.letExpire("over too");
    const { reservations } = await shop.admin.ask(RESERVATIONS, { filter: { statuses: ["EXPIRED"] } });
    expect(reservations.edges.map(({ node }) => [node.orderId, node.status])).toEqual([
      ["over too", "EXPIRED"],
      ["over", "EXPIRED"],
    ]);
    expect(await find({ statuses: ["EXPIRED"] })).toEqual(["over too", "over"]);
    expect(await find({ statuses: ["ACTIVE"] })).toEqual(["far", "both", "active"]);
    expect(await find({ statuses: ["ACTIVE", "EXPIRED", "RELEASED", "ACTIVE"] })).toHaveLength(6);
    expect(await find({ statuses: ["FULFILLED", "CONFIRMED"] })).toEqual([]);
    expect(await find({ statuses: [] })).toEqual([]);
    expect(await find({ statuses: ["EXPIRED"], productVariantId: "b" })).toEqual(["over"]);
    expect(await find({ statuses: ["ACTIVE"], productVariantId: "a" })).toEqual(["far", "both", "active"]);
    expect(await find({ statuses: ["RELEASED"], orderId: "released" })).toEqual(["released"]);
  });

  it("when others are made between pages, then those that were there come once each", async () => {
    const there = await walk(null);
    let round = 0;
    const reserve = async () => {
      await shop.reserve(`new ${(round += 1)}`, [{ productVariantId: "b", quantity: 1 }]);
    };
    expect(await walk(null, reserve)).toEqual(there);
  });

  it("when a cursor is of another list, then BAD_USER_INPUT names after", async () => {
    const after = Buffer.from("variant:a").toString("base64url");
    const { errors } = await shop.admin.send(RESERVATIONS, { after });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: ["after"] });
  });
});

describe("who may read them", () => {
  it("when the scope is lacking, then it is FORBIDDEN, also by way of an item", async () => {
    const shopper = await shop.client("storefront");
    expect((await shopper.send(RESERVATIONS, {})).errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN",
    });
    const asked = '{ inventoryItem(productVariantId: "a") { reservations { totalCount } } }';
    const { errors } = await shopper.send(asked);
    expect(errors).toMatchObject([
      { path: ["inventoryItem", "reservations"], extensions: { code: "FORBIDDEN" } },
    ]);
  });

  it("when the token is confined to a warehouse, then it sees what lies wholly within it", async () => {
    const confined = await shop.client("order-service", [east]);
    const { reservations } = await confined.ask(RESERVATIONS, {});
    expect(reservations).toMatchObject({ totalCount: 1, edges: [{ node: { orderId: "far" } }] });
    const asked =
      '{ inventoryItem(productVariantId: "a") { reservations { totalCount edges { node { orderId } } } } }';
    expect((await confined.send(asked)).data).toEqual({
      inventoryItem: { reservations: { totalCount: 1, edges: [{ node: { orderId: "far" } }] } },
    });
  });
});

it("when an item's reservations are asked for by status, then those of each list are counted", async () => {
  const { inventoryItem } = await shop.admin.ask(ITEM_LISTS, { id: "a", first: 1, statuses: ["ACTIVE"] });
  expect(inventoryItem?.reservations).toMatchObject({
    totalCount: 3,
    edges: [{ node: { id: made.get("far"), status: "ACTIVE" } }],
  });
});
