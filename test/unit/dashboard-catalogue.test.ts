import { describe, expect, it } from "@jest/globals";
import { applyChange, type Change } from "../../src/dashboard/pages/catalogue/apply-change.js";
import type { CatalogueQuery } from "../../src/dashboard/generated/graphql.js";
import {
  faultOf,
  readSearch,
  toFilter,
  writeSearch,
  type Search,
} from "../../src/dashboard/pages/catalogue/search.js";

const SEARCH: Search = { by: "sku", text: "", status: "", warehouse: "", order: "PRODUCT_VARIANT_ID" };

describe("a search in the page's address", () => {
  it.each<Partial<Search>>([
    {},
    { text: "TS-&=#", status: "LOW_STOCK" },
    { by: "ids" },
    { by: "ids", text: "a, b", warehouse: "EAST", order: "AVAILABLE" },
  ])("when %j is written there, then it is read as it was", (part) => {
    const search = { ...SEARCH, ...part };
    expect(readSearch(new URLSearchParams(writeSearch(search).toString()))).toEqual(search);
  });

  it("when somebody made it up, then what is unknown counts as not said", () => {
    expect(readSearch(new URLSearchParams("status=SOLD&order=PRICE"))).toEqual(SEARCH);
  });
});

it("when ids are searched for, then each is asked for once, and more than 250 are refused", () => {
  expect(toFilter({ ...SEARCH, by: "ids", text: "a, b\n a,,c" })).toEqual({
    productVariantIds: ["a", "b", "c"],
  });
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`).join(" ");
  expect(faultOf({ ...SEARCH, by: "ids", text: ids(250) })).toBeNull();
  expect(faultOf({ ...SEARCH, by: "ids", text: ids(251) })).toContain("251");
});

describe("a change of an item on the page", () => {
  const item: CatalogueQuery["inventory"]["edges"][number]["node"] = {
    ...{ id: "1", productVariantId: "mug", sku: null, status: "IN_STOCK" as const, lowStockThreshold: 3 },
    ...{ quantity: 10, reservedQuantity: 4, availableQuantity: 6, version: 7, updatedAt: "then" },
  };
  const page: CatalogueQuery = {
    feedPosition: "1",
    inventory: { pageInfo: { hasNextPage: false, endCursor: null }, edges: [{ node: item }] },
  };
  const change: Change = {
    ...{ productVariantId: "mug", quantity: 10, availableQuantity: 2, itemVersion: 8, occurredAt: "now" },
  };

  it("when units are held, then they count as held and the status stays until it is told", () => {
    const held = applyChange(page, change);
    expect(held.inventory.edges[0]?.node).toMatchObject({
      ...{ availableQuantity: 2, reservedQuantity: 8, status: "IN_STOCK", version: 8 },
    });
    const low = applyChange(held, { ...change, status: "LOW_STOCK" });
    expect(low.inventory.edges[0]?.node.status).toBe("LOW_STOCK");
  });

  it("when levels are told ahead of a status, then the status still counts, and an older one does not", () => {
    const ahead = applyChange(applyChange(page, change), {
      ...change,
      itemVersion: 10,
      availableQuantity: 1,
    });
    const low = applyChange(ahead, { ...change, itemVersion: 9, status: "LOW_STOCK" });
    expect(low.inventory.edges[0]?.node).toMatchObject({
      ...{ status: "LOW_STOCK", availableQuantity: 1, version: 10 },
    });
    const late = applyChange(low, { ...change, itemVersion: 8, status: "OUT_OF_STOCK" });
    expect(late.inventory.edges[0]?.node.status).toBe("LOW_STOCK");
  });

  it("when the page knows a newer version, or not the item, then it stays the same page", () => {
    expect(applyChange(page, { ...change, itemVersion: 6 })).toBe(page);
    expect(applyChange(page, { ...change, productVariantId: "lamp" })).toBe(page);
  });
});
