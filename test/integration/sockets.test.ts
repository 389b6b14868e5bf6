/** @needs postgres redis */
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { WebSocket, type ClientOptions } from "ws";
import { trustJwks, type Trust } from "../../src/auth/trust.js";
import { createVerifier } from "../../src/auth/verifier.js";
import { Failure } from "../../src/domain/failure.js";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode, type GraphqlNodeOptions } from "../support/graphql-node.js";
import { openRawSocket, type RawSocket } from "../support/raw-socket.js";
import { freshDatabase, redisUrl, uniqueName, type FreshDatabase } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";
import { jwksSource } from "../support/tokens.js";

const SHOP = "https://shop.example";
const PATIENCE = { timeoutMs: 60_000 };
const LEVELS = `subscription ($ids: [ID!], $after: Position) {
  stockLevelChanged(filter: { productVariantIds: $ids }, after: $after) { position newQuantity }
}`;

let database: FreshDatabase;
let node: GraphqlNode;
let token: string;
let admin: Client;
let id: string;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url, { subscribers: { origins: [SHOP], operations: 3 } });
  token = (await node.issuer.issue({ role: "admin" })).token;
  admin = createClient(node.url, token);
  id = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: id } });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await eventually(() => expect(node.figures()).toMatchObject({ sockets: 0, subscriptions: 0, groups: 0 }));
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const adjust = (delta: number) =>
  admin.ask(doc.ADJUST, { input: { productVariantId: id, delta, changeType: "ADJUSTMENT" } });
const position = async () => (await admin.ask(doc.FEED_POSITION, {})).feedPosition;

function open(its = token, on = node): RawSocket {
  const socket = openRawSocket(on.url, its);
  sockets.push(socket);
  return socket;
}

const subscribe = (socket: RawSocket, query = LEVELS, variables: object = { ids: [id] }, name = "1") =>
  socket.send({ id: name, type: "subscribe", payload: { query, variables } });

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: {
    readonly data?: Record<string, Record<string, unknown> | null> | null;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
}
const resultsOf = ({ received }: RawSocket) =>
  (received as readonly Message[]).flatMap(({ type, payload }) =>
    type === "next" && payload ? [payload] : [],
  );
const positionsOf = (socket: RawSocket) =>
  resultsOf(socket).map(({ data }) => data?.["stockLevelChanged"]?.["position"]);

/** Another node on the same database, for as long as it takes. */
async function withNode(options: GraphqlNodeOptions, use: (other: GraphqlNode) => Promise<void>) {
  const other = await openGraphqlNode(database.url, { relays: false, ...options });
  try {
    await use(other);
  } finally {
    await other.close();
  }
}

describe("who may open one", () => {
  const upgrade = async (options: ClientOptions, on = node, path = "/graphql") => {
    const socket = new WebSocket(`${on.url.replace("http", "ws")}${path}`, "graphql-transport-ws", options);
    const answer = await Promise.race([
      once(socket, "open").then(() => "open"),
      once(socket, "error").then(([error]) => (error as Error).message),
    ]).catch((error: Error) => error.message);
    socket.terminate();
    return answer;
  };

  it.each([
    ["no origin, as what is no browser", () => ({}), "open"],
    ["its own origin", () => ({ origin: node.url }), "open"],
    ["an origin that is named", () => ({ origin: SHOP }), "open"],
    ["another origin", () => ({ origin: "https://other.example" }), "403"],
    ["an origin that is hidden", () => ({ origin: "null" }), "403"],
    ["its own host by another scheme's port", () => ({ origin: "http://127.0.0.1" }), "403"],
  ])("when it says %s, then it is let in or not", async (_name, options, answer) => {
    expect(await upgrade(options())).toContain(answer);
  });

  it("when all origins are allowed, then any is let in", () =>
    withNode({ subscribers: { origins: ["*"] } }, async (other) => {
      expect(await upgrade({ origin: "https://other.example" }, other)).toBe("open");
    }));

  it("when one that is refused breaks off, or stays, then the node serves on, and keeps nothing of it", async () => {
    const { hostname, port } = new URL(node.url);
    const request = "GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    for (let turn = 0; turn < 20; turn++) {
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      await once(socket, "connect");
      socket.write(request);
      socket.resetAndDestroy();
    }
    const staying = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    staying.write(request);
    staying.resume();
    await once(staying, "end");
    expect(await upgrade({}, node, "/elsewhere")).toContain("404");
    expect(await upgrade({})).toBe("open");
    staying.destroy();
  });

  it("when the token's issuer is out of reach, then 1013: come again later", () => {
    const source = jwksSource({ url: "http://127.0.0.1:9/", issuer: "i", audience: "a" });
    return withNode({ verifier: () => createVerifier(trustJwks(source)) }, async (other) => {
      expect(await open(token, other).closed).toBe(1013);
    });
  });

  it("when a client subscribes before it is let in, then it is closed with 4401", async () => {
    const socket = openRawSocket(node.url, null);
    subscribe(socket);
    expect(await socket.closed).toBe(4401);
  });
});

describe("for how long", () => {
  it("when the token runs out, then 4403, and with a fresh one it goes on with nothing lost", async () => {
    const after = await position();
    const socket = open((await node.issuer.issue({ role: "admin", ttlSeconds: 3 })).token);
    subscribe(socket, LEVELS, { ids: [id], after });
    await adjust(1);
    expect(await socket.closed).toBe(4403);
    expect(node.figures().ended.get("token_expired")).toBeGreaterThan(0);
    await adjust(1);
    const again = open();
    subscribe(again, LEVELS, { ids: [id], after: positionsOf(socket).at(-1) ?? after });
    await adjust(1);
    const heard = () => [...positionsOf(socket), ...positionsOf(again)];
    await eventually(() => expect(heard()).toHaveLength(3));
    expect(new Set(heard()).size).toBe(3);
  });

  it("when the token's key is withdrawn, then 4403; when it only cannot be asked for, then it stays", async () => {
    let fault: Failure | undefined;
    const verifier = (trust: Trust) => {
      const keys: Trust["keys"] = (header, jwt) => (fault ? Promise.reject(fault) : trust.keys(header, jwt));
      // So late that nothing is remembered.
      let now = Date.now();
      return createVerifier({ ...trust, keys }, () => (now += 61_000));
    };
    await withNode({ verifier, subscribers: { recheckMs: 20 } }, async (other) => {
      const { token: its } = await other.issuer.issue({ role: "admin", ttlSeconds: 86_400 });
      const socket = open(its, other);
      subscribe(socket);
      await eventually(() => expect(other.subscriptions()).toBe(1));
      fault = new Failure("UNAVAILABLE", "The issuer is away.");
      await adjust(1);
      await eventually(() => expect(positionsOf(socket)).toHaveLength(1));
      fault = new Failure("UNAUTHENTICATED", "The key is not known any more.");
      expect(await socket.closed).toBe(4403);
      expect(other.figures().ended.get("token_withdrawn")).toBe(1);
    });
  });

  it("when a client does not answer a ping, then it is cut off; one that does stays", () =>
    withNode({ subscribers: { keepAliveMs: 200 } }, async (other) => {
      const { token: its } = await other.issuer.issue({ role: "admin" });
      const [dead, alive] = [open(its, other), open(its, other)];
      for (const each of [dead, alive]) subscribe(each);
      await eventually(() => expect(other.subscriptions()).toBe(2));
      dead.pause();
      await eventually(() => expect(other.figures().ended.get("keep_alive")).toBe(1));
      await adjust(1);
      await eventually(() => expect(positionsOf(alive)).toHaveLength(1));
      expect(other.figures()).toMatchObject({ subscriptions: 1, sockets: 1 });
    }));

  it("when the node stops, then 1001", async () => {
    let closed: Promise<number> | undefined;
    await withNode({}, async (other) => {
      const { token: its } = await other.issuer.issue({ role: "admin" });
      const socket = open(its, other);
      subscribe(socket);
      closed = socket.closed;
      await eventually(() => expect(other.subscriptions()).toBe(1));
    });
    expect(await closed).toBe(1001);
  });
});

describe("what is subscribed", () => {
  it("when a socket has as many operations as it may, then the next is refused, and the others go on", async () => {
    const socket = open();
    for (const name of ["1", "2", "3", "4"]) subscribe(socket, LEVELS, { ids: [id] }, name);
    await eventually(() => expect(node.subscriptions()).toBe(3));
    await eventually(() =>
      expect(socket.received).toContainEqual({
        ...{ id: "4", type: "error" },
        payload: [expect.objectContaining({ extensions: { code: "LIMIT_EXCEEDED" } })],
      }),
    );
    await adjust(1);
    await eventually(() => expect(resultsOf(socket)).toHaveLength(3));
  });

  it("when an id is used again before its first subscription is there, then nothing is kept of either", async () => {
    const socket = open();
    for (let turn = 0; turn < 3; turn++) {
      subscribe(socket);
      socket.send({ id: "1", type: "complete" });
    }
    subscribe(socket);
    await eventually(() => expect(node.subscriptions()).toBeGreaterThan(0));
    socket.close();
    await eventually(() => expect(node.figures()).toMatchObject({ subscriptions: 0, groups: 0 }));
  });

  it("when many subscribe to the same, then an event is executed and read for once", async () => {
    const query = `subscription { stockLevelChanged(filter: { productVariantIds: ["${id}"] }) { position item { version } } }`;
    const many = Array.from({ length: 20 }, () => open());
    for (const each of many) subscribe(each, query, {});
    await eventually(() => expect(node.figures()).toMatchObject({ subscriptions: 20, groups: 1 }));
    const [before, written] = [node.asked.itemsEvenDeleted, node.figures().written];
    await adjust(1);
    for (const each of many) await eventually(() => expect(resultsOf(each)).toHaveLength(1));
    expect(node.asked.itemsEvenDeleted - before).toBe(1);
    expect(node.figures().written - written).toBe(20);
  });

  it("when a token may not see a field, then it never does, though others ask for the same", async () => {
    const query = `subscription { stockLevelChanged(filter: { productVariantIds: ["${id}"] }) {
      position item { version ledger(first: 1) { totalCount } } } }`;
    const { token: its } = await node.issuer.issue({ role: "storefront" });
    const [may, mayNot] = [open(), open(its)];
    for (const each of [may, mayNot]) subscribe(each, query, {});
    await eventually(() => expect(node.figures().groups).toBe(2));
    await adjust(1);
    await eventually(() => expect([may, mayNot].map((each) => resultsOf(each).length)).toEqual([1, 1]));
    const [seen, hidden] = [may, mayNot].map((each) => resultsOf(each)[0]);
    expect(seen?.errors).toBeUndefined();
    expect(seen?.data?.["stockLevelChanged"]?.["item"]).toMatchObject({ ledger: {} });
    expect(hidden?.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(JSON.stringify(hidden?.data)).not.toContain("totalCount");
  });

  it("when a token may not subscribe to it at all, then FORBIDDEN, and no group is made", async () => {
    const { token: its } = await node.issuer.issue({ role: "storefront" });
    const socket = open(its);
    subscribe(socket, "subscription { inventoryEvents { position } }", {});
    await eventually(() =>
      expect(resultsOf(socket)).toMatchObject([{ errors: [{ extensions: { code: "FORBIDDEN" } }] }]),
    );
    expect(node.figures()).toMatchObject({ subscriptions: 0, groups: 0 });
  });

  it("when the database is away, then a result tells what it lacks, and the subscription goes on", async () => {
    const own = await freshDatabase();
    const wire = await openTcpProxy(own.url);
    const environment = { REDIS_URL: redisUrl() };
    const writing = await openGraphqlNode(own.url, { environment });
    const reading = await openGraphqlNode(wire.url, { environment, relays: false });
    try {
      const { token: its } = await writing.issuer.issue({ role: "admin" });
      const writer = createClient(writing.url, its);
      const change = (delta: number) =>
        writer.ask(doc.ADJUST, { input: { productVariantId: id, delta, changeType: "ADJUSTMENT" } });
      await writer.ask(doc.CREATE_ITEM, { input: { productVariantId: id } });
      const socket = open(its, reading);
      subscribe(socket, "subscription { stockLevelChanged { position newQuantity item { version } } }", {});
      await eventually(() => expect(reading.subscriptions()).toBe(1));
      wire.refuse();
      await change(1);
      await eventually(() => expect(resultsOf(socket)).toHaveLength(1), PATIENCE);
      wire.accept();
      await change(1);
      await eventually(() => expect(resultsOf(socket)).toHaveLength(2), PATIENCE);
      const [poor, whole] = resultsOf(socket);
      expect(poor).toMatchObject({
        data: { stockLevelChanged: { position: expect.any(String), item: null } },
        errors: [{ path: ["stockLevelChanged", "item"], extensions: { code: "UNAVAILABLE" } }],
      });
      expect(whole?.errors).toBeUndefined();
    } finally {
      await Promise.all([writing, reading].map((each) => each.close()));
      await wire.close();
      await own.drop();
    }
  }, 60_000);
});
