/** @needs postgres redis */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import * as places from "../support/client/place-documents.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { restClient, type Rest } from "../support/rest.js";
import { freshDatabase, redisUrl, uniqueName, type FreshDatabase } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const PATIENCE = { timeoutMs: 60_000 };
/** So long that nothing is right because it has ended. */
const CACHING = { AVAILABILITY_CACHE: "redis", AVAILABILITY_CACHE_TTL_SECONDS: "3600" };

interface Seen {
  readonly version: number;
  readonly quantity: number;
  readonly reservedQuantity: number;
  readonly availableQuantity: number;
}

interface Node {
  readonly node: GraphqlNode;
  readonly admin: Client;
  readonly rest: Rest;
  /** As a storefront asks. */
  see(id: string): Promise<Seen | null>;
  /** How often the database was asked for items. */
  reads(): number;
}

const SEE = `query See($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) {
  version quantity reservedQuantity availableQuantity status sku } }`;
const ADD = `mutation Add($input: AdjustStockInput!) { adjustStock(input: $input) {
  item { version quantity } userErrors { code } } }`;

let database: FreshDatabase;
let wire: TcpProxy;
const opened: GraphqlNode[] = [];

async function open(environment: Record<string, string>, relays: boolean): Promise<Node> {
  const settings = { REDIS_URL: redisUrl(), ...environment };
  const node = await openGraphqlNode(database.url, { environment: settings, relays });
  opened.push(node);
  const { token } = await node.issuer.issue({ role: "admin" });
  const admin = createClient(node.url, token);
  return {
    ...{ node, admin, rest: restClient(node.url, token) },
    async see(id) {
      const { data } = await admin.send<{ inventoryItems: (Seen | null)[] }, object>(SEE, { ids: [id] });
      return data?.inventoryItems[0] ?? null;
    },
    reads: () => node.asked.items + node.asked.itemsAsOfNow,
  };
}

async function create(at: Node, quantity = 10): Promise<string> {
  const productVariantId = uniqueName("variant");
  await at.admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  await add(at, productVariantId, quantity);
  return productVariantId;
}

async function add(at: Node, productVariantId: string, delta: number): Promise<Seen> {
  const input = { productVariantId, delta, changeType: "PURCHASE" };
  const { data } = await at.admin.send<{ adjustStock: { item: Seen; userErrors: object[] } }, object>(ADD, {
    input,
  });
  expect(data?.adjustStock.userErrors).toEqual([]);
  return (data as { adjustStock: { item: Seen } }).adjustStock.item;
}

/** Seen so often that it is kept by now. */
async function warm(at: Node, id: string): Promise<Seen | null> {
  return eventually(async () => {
    const before = at.reads();
    const seen = await at.see(id);
    expect(at.reads()).toBe(before);
    return seen;
  }, PATIENCE);
}

/** `first` relays, and both cache; `plain` does not cache. */
let first: Node;
let second: Node;
let plain: Node;

beforeAll(async () => {
  database = await freshDatabase();
  wire = await openTcpProxy(redisUrl());
  first = await open(CACHING, true);
  second = await open({ ...CACHING, REDIS_URL: wire.url }, false);
  plain = await open({}, false);
}, 60_000);
afterAll(async () => {
  for (const node of opened.reverse()) await node.close();
  await wire.close();
  await database.drop();
}, 60_000);

describe("what is shown of items", () => {
  it("when one node has read an item, then no node asks the database for it again, by whichever door", async () => {
    const id = await create(first);
    const seen = await warm(first, id);
    await warm(second, id);
    const before = first.reads() + second.reads();

    for (const at of [first, second]) {
      expect(await at.see(id)).toEqual(seen);
      expect((await at.rest(`GET /api/v1/inventory/${id}`)).body).toMatchObject({ quantity: 10, version: 2 });
      expect((await at.rest(`GET /api/v1/inventory?productVariantIds=${id}`)).body).toHaveLength(1);
      expect((await at.rest(`GET /api/inventory/${id}`)).body).toMatchObject({ available: 10 });
      expect((await at.rest("POST /api/inventory/check", { body: [id] })).body).toEqual({ [id]: 10 });
    }
    expect(first.reads() + second.reads()).toBe(before);
  });

  it("when a client must have it as it is, then it is read: after feedPosition, with its levels, confined, or without a cache", async () => {
    const id = await create(first);
    await warm(first, id);
    const variables = { ids: [id] };
    const asked = async (ask: () => Promise<unknown>) => {
      const before = first.node.asked.items;
      await ask();
      return first.node.asked.items - before;
    };
    const items = (below: string) => `inventoryItems(productVariantIds: $ids) { ${below} }`;
    const send = (body: string, client = first.admin) =>
      client.send(`query ($ids: [ID!]!) { ${body} }`, variables);
    const { token } = await first.node.issuer.issue({ role: "admin", warehouses: ["MAIN"] });
    const confined = createClient(first.node.url, token);
    const got = `GET /api/v1/inventory/${id}`;

    expect(await asked(() => send(items("version ... on InventoryItem { quantity }")))).toBe(0);
    expect(await asked(() => send(`feedPosition ${items("version")}`))).toBe(1);
    expect(await asked(() => send(items("version levels { quantity }")))).toBe(1);
    expect(await asked(() => send(items("... on InventoryItem { levels { quantity } }")))).toBe(1);
    expect(await asked(() => send(items("version"), confined))).toBe(1);
    expect(await asked(() => first.rest(got, { headers: { "cache-control": "no-cache" } }))).toBe(1);
    expect(await asked(() => restClient(first.node.url, token)(got))).toBe(1);
    expect(await asked(() => first.rest(got))).toBe(0);
  });

  it("when an item is deleted, then it is unknown at once, and on the other node soon", async () => {
    const productVariantId = uniqueName("variant");
    await first.admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
    await warm(second, productVariantId);
    const { deleteInventoryItem } = await first.admin.ask(places.DELETE_ITEM, {
      input: { productVariantId },
    });
    expect(deleteInventoryItem.userErrors).toEqual([]);

    expect(await first.see(productVariantId)).toBeNull();
    await eventually(async () => expect(await second.see(productVariantId)).toBeNull(), PATIENCE);
  });

  it("when a hold expires, then its units are available again, though nobody has booked it", async () => {
    const id = await create(first);
    const input = {
      orderId: uniqueName("order"),
      lines: [{ productVariantId: id, quantity: 4 }],
      ttlSeconds: 2,
    };
    await first.admin.ask(doc.RESERVE, { input });
    const held = await first.see(id);
    await eventually(async () => expect((await first.see(id))?.availableQuantity).toBe(10), PATIENCE);

    expect([held?.availableQuantity, (await first.see(id))?.version]).toEqual([6, held?.version]);
  });
});

describe("what has changed", () => {
  it("when a client reads where it has written, then it sees what it wrote", async () => {
    const id = await create(first, 1);
    for (let round = 0; round < 20; round++) {
      const { version } = await add(first, id, 1);
      expect((await first.see(id))?.version).toBe(version);
      await second.see(id);
    }
  });

  it("when the node that wrote tells nobody, then another shows it once the live feed has told its subscribers", async () => {
    const id = await create(first);
    const events = second.admin.subscribe(doc.LEVELS, { filter: { productVariantIds: [id] } });
    let subscribed = false;
    const begin = events.next().then(() => (subscribed = true));
    await eventually(async () => {
      await add(plain, id, 1);
      expect(subscribed).toBe(true);
    }, PATIENCE);
    await begin;
    for (let round = 0; round < 5; round++) {
      await warm(second, id);
      const { version, quantity } = await add(plain, id, 1);
      let told = 0;
      while (told < quantity) told = (await events.next()).value?.data?.stockLevelChanged.newQuantity ?? 0;

      expect((await second.see(id))?.version).toBe(version);
    }
    await events.return?.();
  });

  it("when nodes write and read at random, then each sees its own writes, nobody anything that was not committed, and soon all the same", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => create(first, 1)));
    const nodes = [first, second];
    const truth = new Map<string, number>();
    const own = new Map<string, number>();
    const seen: string[] = [];
    const before = first.reads() + second.reads();
    const any = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;
    const key = (id: string, at: Node) => `${id} ${nodes.indexOf(at)}`;
    const newest = new Map<string, number>();

    async function write(at: Node, id: string): Promise<void> {
      const { version, quantity } = await add(at, id, 1);
      truth.set(`${id} ${version}`, quantity);
      own.set(key(id, at), Math.max(version, own.get(key(id, at)) ?? 0));
      newest.set(id, Math.max(version, newest.get(id) ?? 0));
    }

    async function read(at: Node, id: string): Promise<void> {
      const least = own.get(key(id, at)) ?? 2;
      const item = await at.see(id);
      expect(item?.version).toBeGreaterThanOrEqual(least);
      if (item && item.version > 2) seen.push(`${id} ${item.version} ${item.quantity}`);
    }

    const work = async () => {
      for (let turn = 0; turn < 60; turn++) await (Math.random() < 0.2 ? write : read)(any(nodes), any(ids));
    };
    await Promise.all([work(), work(), work(), work()]);

    const committed = new Set([...truth].map(([version, quantity]) => `${version} ${quantity}`));
    expect(seen.filter((each) => !committed.has(each))).toEqual([]);
    // It was the cache that was tried.
    expect(first.reads() + second.reads() - before).toBeLessThan(seen.length);
    for (const at of nodes) {
      for (const id of ids)
        await eventually(async () => expect((await at.see(id))?.version).toBe(newest.get(id) ?? 2), PATIENCE);
    }
  });
});

describe("a Redis that is away", () => {
  it("when it says nothing, then items are read from the database, as they are, and are cached again later", async () => {
    const id = await create(second);
    await warm(second, id);
    wire.stall();
    try {
      const { version } = await add(second, id, 1);
      await eventually(async () => {
        const before = second.node.asked.items;
        expect((await second.see(id))?.version).toBe(version);
        expect(second.node.asked.items).toBe(before + 1);
      }, PATIENCE);
    } finally {
      wire.flow();
    }
    expect((await warm(second, id))?.quantity).toBe(11);
  }, 90_000);
});

describe("what others have cached", () => {
  it("when a node changes an item, then its keys and the lists are deleted after the commit", async () => {
    const shop = uniqueName("shop");
    const relaying = await freshDatabase();
    const node = await openGraphqlNode(relaying.url, {
      environment: {
        ...{ REDIS_URL: redisUrl(), CACHE_INVALIDATION: "true" },
        CACHE_INVALIDATION_KEYS: `${shop}:product:{productId}`,
        CACHE_INVALIDATION_PATTERNS: `${shop}:list:*`,
      },
    });
    const client = new Redis(redisUrl());
    try {
      const { token } = await node.issuer.issue({ role: "admin" });
      const admin = createClient(node.url, token);
      await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: "mug" } });
      const keys = [`${shop}:product:mug`, `${shop}:list:1`, `${shop}:product:cup`];
      await client.mset(...keys.flatMap((key) => [key, "cached"]));
      const { body } = await restClient(node.url, token)("PATCH /v1/products/mug/inventory", {
        body: { quantity: 5 },
      });
      expect(body).toMatchObject({ quantity: 5 });

      await eventually(async () => expect(await client.mget(keys)).toEqual([null, null, "cached"]), PATIENCE);
      await client.del(keys);
    } finally {
      await client.quit();
      await node.close();
      await relaying.drop();
    }
  }, 90_000);
});
