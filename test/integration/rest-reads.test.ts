/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as doc from "../support/client/place-documents.js";
import { restClient, type Rest } from "../support/rest.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let storefront: Rest;

beforeAll(async () => {
  shop = await openShop();
  const { token } = await shop.node.issuer.issue({ role: "storefront" });
  storefront = restClient(shop.node.url, token);
}, 60_000);
afterAll(() => shop.close(), 60_000);

const itemUrl = (id: string) => `GET /api/v1/inventory/${encodeURIComponent(id)}`;

describe("one item", () => {
  it("when it is read, then with the documents' fields, as GraphQL has them", async () => {
    const id = await shop.item({ sku: "MUG", quantity: 10 });
    await shop.reserve("order-1", [{ productVariantId: id, quantity: 8 }]);
    const { status, body } = await storefront(itemUrl(id));
    expect([status, body]).toMatchObject([
      200,
      {
        ...{ productVariantId: id, sku: "MUG", status: "LOW_STOCK", quantity: 10, reservedQuantity: 8 },
        ...{ availableQuantity: 2, lowStockThreshold: 3, version: 3, backorderPolicy: "DENY" },
      },
    ]);
    const graphql = await shop.admin.send<{ inventoryItem: object }, { id: string }>(
      `query ($id: ID!) { inventoryItem(productVariantId: $id) { ${Object.keys(body as object).join(" ")} } }`,
      { id },
    );
    expect(graphql.data?.inventoryItem).toEqual(body);
  });

  it("when it is read as the architecture's entity, then by the entity's names", async () => {
    const id = await shop.item({ quantity: 4 });
    const { body } = await storefront(`GET /api/inventory/${id}`);
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^[\w-]{36}$/), product_id: id, quantity: 4, reserved: 0 },
      ...{ available: 4, version: 2, updated_at: expect.stringMatching(/Z$/) },
    });
  });

  it.each([
    ["a/b", "a slash"],
    ["ü 😀", "other letters"],
    ["__proto__", "a name that objects have"],
    ["😀".repeat(64), "as many characters as there can be"],
  ])("when its id is %j (%s), then it is found all the same", async (id) => {
    await shop.item({ id, quantity: 1 });
    expect((await storefront(itemUrl(id))).body).toMatchObject({ productVariantId: id, quantity: 1 });
    const check = await storefront("POST /api/inventory/check", { body: [id, "constructor"] });
    expect(Object.entries(check.body as object)).toEqual([
      [id, 1],
      ["constructor", 0],
    ]);
  });

  it("when it is asked for by HEAD, then all but the body", async () => {
    const id = await shop.item();
    const [whole, head] = [
      await storefront(itemUrl(id)),
      await storefront(itemUrl(id).replace("GET", "HEAD")),
    ];
    expect([head.status, head.body]).toEqual([200, null]);
    for (const name of ["etag", "content-length", "content-type", "vary"]) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });
});

describe("what is known already", () => {
  it("when it has not changed, then 304 without a body, also by a weakened tag in a list", async () => {
    const id = await shop.item({ quantity: 3 });
    const { headers } = await storefront(itemUrl(id));
    const etag = headers.get("etag") as string;
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(headers.get("vary")).toContain("authorization");
    for (const known of [etag, `"other", W/${etag}`, "*"]) {
      const again = await storefront(itemUrl(id), { headers: { "if-none-match": known } });
      expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, null, etag]);
    }
  });

  it("when a hold expires and nobody has booked it, then the tag is another, as what is shown is", async () => {
    const id = await shop.item({ quantity: 3 });
    await shop.reserve("late", [{ productVariantId: id, quantity: 2 }]);
    const before = await storefront(itemUrl(id));
    await shop.letExpire("late");
    const known = { "if-none-match": before.headers.get("etag") as string };
    const after = await storefront(itemUrl(id), { headers: known });
    expect([before.body.availableQuantity, after.status, after.body.availableQuantity]).toEqual([1, 200, 3]);
    expect(after.body.version).toBe(before.body.version);
  });

  it("when one of many has changed, then the many have another tag", async () => {
    const [a, b] = [await shop.item({ quantity: 1 }), await shop.item({ quantity: 1 })];
    const list = `GET /api/v1/inventory?productVariantIds=${a},${b}`;
    const known = { "if-none-match": (await storefront(list)).headers.get("etag") as string };
    expect((await storefront(list, { headers: known })).status).toBe(304);
    await shop.put(b, 1);
    expect((await storefront(list, { headers: known })).status).toBe(200);
  });
});

describe("many items", () => {
  it("when they are asked for, then in that order, each once, unknown ones left out, by one statement", async () => {
    const [a, b] = [await shop.item({ quantity: 1 }), await shop.item({ quantity: 2 })];
    const before = shop.node.asked.items;
    // As URLSearchParams writes a comma.
    const ids = encodeURIComponent([b, "unknown", a, b].join(","));
    const { body } = await storefront(`GET /api/v1/inventory?productVariantIds=${ids}`);
    expect((body as { productVariantId: string }[]).map((item) => item.productVariantId)).toEqual([b, a]);
    expect(shop.node.asked.items - before).toBe(1);
  });

  it("when there are more than 250, then LIMIT_EXCEEDED, by the list and by the check", async () => {
    const ids = Array.from({ length: 251 }, (_, n) => `id-${n}`);
    const list = await storefront(`GET /api/v1/inventory?productVariantIds=${ids.join(",")}`);
    const check = await storefront("POST /api/inventory/check", { body: ids });
    for (const { status, body } of [list, check]) {
      expect([status, body]).toMatchObject([
        422,
        { code: "LIMIT_EXCEEDED", detail: expect.stringContaining("250, not 251") },
      ]);
    }
    expect((await storefront("POST /api/inventory/check", { body: ids.slice(1) })).status).toBe(200);
  });

  it("when ids are empty or parameters unknown, then each is named", async () => {
    const { status, body } = await storefront("GET /api/v1/inventory?productVariantIds=a,,b&page=2");
    expect(status).toBe(422);
    expect((body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      ...["page", "productVariantIds.1"],
    ]);
  });
});

describe("the check of a cart", () => {
  it("when items are short, unknown or discontinued, then what could be held of each", async () => {
    const [full, held, gone] = [
      await shop.item({ quantity: 10 }),
      await shop.item({ quantity: 5 }),
      await shop.item({ quantity: 5 }),
    ];
    await shop.reserve("cart", [{ productVariantId: held, quantity: 5 }]);
    await shop.admin.ask(doc.DISCONTINUE_ITEM, { input: { productVariantId: gone } });
    const { body } = await storefront("POST /api/inventory/check", {
      body: [full, held, gone, "none", full],
    });
    expect(body).toEqual({ [full]: 10, [held]: 0, [gone]: 0, none: 0 });
    expect((await storefront("POST /api/inventory/check", { body: [] })).body).toEqual({});
  });

  it("when the token is confined to a warehouse, then what lies there; an item's totals are everywhere's", async () => {
    const east = await shop.warehouse();
    const id = await shop.item({ quantity: 7 });
    await shop.put(id, 2, east);
    const { token } = await shop.node.issuer.issue({ role: "storefront", warehouses: [east] });
    const confined = restClient(shop.node.url, token);
    expect((await confined("POST /api/inventory/check", { body: [id] })).body).toEqual({ [id]: 2 });
    expect((await confined(itemUrl(id))).body).toMatchObject({ quantity: 9 });
  });
});
