/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import WebSocket from "ws";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";
import { take } from "../support/take.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;
const clients: Client[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = await client();
});

afterEach(async () => {
  for (const { socket } of clients.splice(1)) await socket.dispose();
});

afterAll(async () => {
  await admin.socket.dispose();
  await node.close();
  await database.drop();
});

async function client(request: { warehouses?: string[]; ttlSeconds?: number } = {}): Promise<Client> {
  const { token } = await node.issuer.issue({ role: "admin", ...request });
  const opened = createClient(node.url, token);
  clients.push(opened);
  return opened;
}

async function newItem(): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  return productVariantId;
}

const adjust = (productVariantId: string, delta: number, warehouseId: string | null = null) =>
  admin.ask(doc.ADJUST, { input: { productVariantId, delta, changeType: "ADJUSTMENT", warehouseId } });

const position = async () => (await admin.ask(doc.FEED_POSITION, {})).feedPosition;

describe("stock feeds", () => {
  it("when a status changes, then the change comes with the item as it is, read once for all", async () => {
    const id = await newItem();
    const after = await position();
    const filter = { productVariantIds: [id] };
    const feeds = [admin, await client()].map((each) => each.subscribe(doc.STATUSES, { filter, after }));
    await adjust(id, 2);
    await adjust(id, 8);
    for (const feed of feeds) {
      const [low, inStock] = (await take(feed, 2)).map(({ data }) => data?.stockStatusChanged);
      expect(low).toMatchObject({ oldStatus: "OUT_OF_STOCK", newStatus: "LOW_STOCK", availableQuantity: 2 });
      expect(inStock).toMatchObject({ oldStatus: "LOW_STOCK", newStatus: "IN_STOCK", itemVersion: 3 });
      expect(inStock?.item).toMatchObject({ version: 3, levels: [{ quantity: 10 }] });
      expect(Number(inStock?.position)).toBeGreaterThan(Number(low?.position));
    }
  });

  it("when quantities or holds change, then stockLevelChanged tells both, and of holds no changeType", async () => {
    const id = await newItem();
    const feed = admin.subscribe(doc.LEVELS, {
      filter: { productVariantIds: [id] },
      after: await position(),
    });
    await adjust(id, 5);
    const orderId = uniqueName("order");
    await admin.ask(doc.RESERVE, { input: { orderId, lines: [{ productVariantId: id, quantity: 2 }] } });
    await admin.ask(doc.RELEASE, { input: { orderId, reason: "ORDER_CANCELLED" } });
    const changes = (await take(feed, 3)).map(({ data }) => data?.stockLevelChanged);
    expect(changes).toMatchObject([
      { oldQuantity: 0, newQuantity: 5, quantityChanged: 5, changeType: "ADJUSTMENT", availableQuantity: 5 },
      { oldQuantity: 5, newQuantity: 5, quantityChanged: 0, changeType: null, availableQuantity: 3 },
      { oldQuantity: 5, newQuantity: 5, quantityChanged: 0, changeType: null, availableQuantity: 5 },
    ]);
    expect(changes.map((change) => change?.warehouse?.code)).toEqual(["MAIN", "MAIN", "MAIN"]);
  });

  it("when a feed is resumed after what was seen last, then it goes on with the next", async () => {
    const id = await newItem();
    const filter = { productVariantIds: [id] };
    const after = await position();
    for (let delta = 1; delta <= 5; delta++) await adjust(id, delta);
    const first = await take((await client()).subscribe(doc.LEVELS, { filter, after }), 2);
    const seen = first[1]?.data?.stockLevelChanged.position as string;
    const rest = await take((await client()).subscribe(doc.LEVELS, { filter, after: seen }), 3);
    const quantities = [...first, ...rest].map(({ data }) => data?.stockLevelChanged.newQuantity);
    expect(quantities).toEqual([1, 3, 6, 10, 15]);
  });

  it("when a filter names warehouses or statuses, or the token a warehouse, then only those come", async () => {
    const east = uniqueName("E");
    await admin.ask(doc.CREATE_WAREHOUSE, { input: { code: east, name: "East" } });
    const [id, elsewhere] = [await newItem(), await newItem()];
    const after = await position();
    const byFilter = admin.subscribe(doc.LEVELS, { filter: { warehouseIds: [east] }, after });
    const byToken = (await client({ warehouses: [east] })).subscribe(doc.LEVELS, { after });
    const byStatus = admin.subscribe(doc.LEVELS, {
      filter: { productVariantIds: [id, elsewhere], statuses: ["IN_STOCK"] },
      after,
    });
    const statuses = (await client({ warehouses: [east] })).subscribe(doc.STATUSES, { after });
    await adjust(elsewhere, 1);
    await adjust(id, 7, east);
    await adjust(id, 5);
    await adjust(id, 1, east);
    for (const feed of [byFilter, byToken]) {
      const changes = (await take(feed, 2)).map(({ data }) => data?.stockLevelChanged);
      expect(changes).toMatchObject([7, 13].map((newQuantity) => ({ productVariantId: id, newQuantity })));
    }
    expect(await take(byStatus, 1)).toMatchObject([
      { data: { stockLevelChanged: { productVariantId: id } } },
    ]);
    expect(await take(statuses, 1)).toMatchObject([
      { data: { stockStatusChanged: { productVariantId: id } } },
    ]);
  });

  it("when the position is past the head, then POSITION_UNKNOWN", async () => {
    const [result] = await take(admin.subscribe(doc.STATUSES, { after: "999999999" }), 1);
    expect(result?.errors).toMatchObject([{ extensions: { code: "POSITION_UNKNOWN" } }]);
  });

  it.each([
    ["9007199254740992", "at most 9007199254740991"],
    ["9223372036854775807", "at most 9007199254740991"],
    ["-1", "whole number from 0"],
  ])("when the position is %s, then the true reason is given", async (after, reason) => {
    const [result] = await take(admin.subscribe(doc.STATUSES, { after }), 1).catch((errors) => [{ errors }]);
    expect(result?.errors).toMatchObject([
      { message: expect.stringContaining(reason), extensions: { code: "BAD_USER_INPUT" } },
    ]);
  });

  it.each([
    ["an empty id", { productVariantIds: ["a", ""] }, "filter.productVariantIds.1"],
    ["65 characters", { warehouseIds: ["x".repeat(65)] }, "filter.warehouseIds.0"],
    ["a NUL", { warehouseIds: ["MAIN", "a\u0000"] }, "filter.warehouseIds.1"],
  ])("when a filter has %s, then BAD_USER_INPUT names it", async (_name, filter, field) => {
    const [result] = await take(admin.subscribe(doc.STATUSES, { filter }), 1);
    expect(result?.errors).toMatchObject([
      {
        message: expect.stringContaining(field),
        extensions: { code: "BAD_USER_INPUT", field: field.split(".") },
      },
    ]);
  });

  it("when a filter has more than 250 ids, then LIMIT_EXCEEDED", async () => {
    const filter = { productVariantIds: Array.from({ length: 251 }, (_, n) => `v${n}`) };
    const [result] = await take(admin.subscribe(doc.STATUSES, { filter }), 1);
    expect(result?.errors).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED" } }]);
  });

  it("when a client leaves its feed, or the socket, then nothing of it is kept", async () => {
    await eventually(() => expect(node.subscriptions()).toBe(0));
    const visitor = await client();
    const feeds = [1, 2].map(() => visitor.subscribe(doc.STATUSES, {}));
    const waiting = feeds.map((feed) => feed.next().catch(() => undefined));
    await eventually(() => expect(node.subscriptions()).toBe(2));
    await feeds[0]?.return?.();
    await eventually(() => expect(node.subscriptions()).toBe(1));
    visitor.socket.terminate();
    await eventually(() => expect(node.subscriptions()).toBe(0));
    await Promise.all(waiting);
  });
});

describe("sockets", () => {
  it("when an operation comes over a socket, then it is answered, or refused with the same codes", async () => {
    const results = admin.socket.iterate({ query: "{ feedPosition warehouses { code } }" });
    const [answer] = await take(results, 1);
    expect(answer).toMatchObject({ data: { warehouses: expect.arrayContaining([{ code: "MAIN" }]) } });
    const wrong = admin.socket.iterate({ query: "{ nothing }" });
    await expect(wrong.next()).rejects.toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
    const { token } = await node.issuer.issue({ role: "storefront" });
    const storefront = createClient(node.url, token);
    clients.push(storefront);
    const [forbidden] = await take(
      storefront.socket.iterate({ query: '{ reservation(id: "x") { id } }' }),
      1,
    );
    expect(forbidden?.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });

  it.each([
    ["nonsense", 4401],
    [undefined, 4401],
  ])("when connection_init brings the token %s, then the socket is closed with %s", async (token, code) => {
    expect(await closedWith(token)).toBe(code);
  });

  it("when a token runs out, then its socket is closed with 4403, and it gets no new one", async () => {
    const { token } = await node.issuer.issue({ role: "admin", ttlSeconds: 1 });
    expect(await closedWith(token)).toBe(4403);
    await eventually(async () => expect(await closedWith(token)).toBe(4403));
  });

  it("when a frame is larger than a megabyte, then its socket is closed with 1009", async () => {
    const socket = new WebSocket(`${node.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const errors = jest.spyOn(console, "error").mockImplementation(() => undefined);
    socket.on("open", () => socket.send("x".repeat(1_100_000)));
    expect(await new Promise((resolve) => socket.on("close", resolve))).toBe(1009);
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  it("when another path is upgraded, then it is not found", async () => {
    const socket = new WebSocket(`${node.url.replace("http", "ws")}/elsewhere`, "graphql-transport-ws");
    const error = await new Promise<Error>((resolve) => socket.on("error", resolve));
    expect(error.message).toContain("404");
  });
});

/** Connects with a token, and waits for the close code. */
async function closedWith(token: string | undefined): Promise<number> {
  const socket = new WebSocket(`${node.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const payload = token === undefined ? {} : { authorization: `Bearer ${token}` };
  socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload })));
  return new Promise((resolve) => socket.on("close", (code) => resolve(code)));
}
