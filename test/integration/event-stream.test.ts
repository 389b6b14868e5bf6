/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient as createStreamClient } from "graphql-sse";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { eventually } from "../support/eventually.js";
import { openRawStream, type RawStream, type StreamRequest } from "../support/event-stream.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";
import { take } from "../support/take.js";

const LEVELS = `subscription ($ids: [ID!], $after: Position) {
  stockLevelChanged(filter: { productVariantIds: $ids }, after: $after) { position newQuantity }
}`;
const FORM = "application/x-www-form-urlencoded";
const PATIENCE = { timeoutMs: 60_000 };
const SHOP = "https://shop.example";

let database: FreshDatabase;
let node: GraphqlNode;
let token: string;
let admin: Client;
let id: string;
const streams: RawStream[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url, { subscribers: { origins: [SHOP], keepAliveMs: 320 } });
  token = (await node.issuer.issue({ role: "admin" })).token;
  admin = createClient(node.url, token);
  id = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: id } });
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.leave();
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const adjust = (delta: number) =>
  admin.ask(doc.ADJUST, { input: { productVariantId: id, delta, changeType: "ADJUSTMENT" } });
const position = async () => (await admin.ask(doc.FEED_POSITION, {})).feedPosition;

async function open(over: StreamRequest & { on?: GraphqlNode } = {}): Promise<RawStream> {
  const { on = node, ...options } = over;
  const stream = await openRawStream(on.url, { token, query: LEVELS, variables: { ids: [id] }, ...options });
  streams.push(stream);
  return stream;
}

const dataOf = (stream: RawStream) =>
  stream.events
    .filter(({ event }) => event === "next")
    .map(({ data }) => JSON.parse(data) as { data?: { stockLevelChanged: Level }; errors?: unknown[] });
interface Level {
  readonly position: string;
  readonly newQuantity: number;
}
const positionsOf = (stream: RawStream) => dataOf(stream).map(({ data }) => data?.stockLevelChanged.position);

describe("a stream of events", () => {
  it("when a level changes, then it is told with its position as the event's id, by headers that no proxy buffers", async () => {
    const stream = await open();
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-correlation-id": expect.any(String),
    });
    await adjust(1);
    await eventually(() => expect(stream.events).toHaveLength(1));
    const [event] = stream.events;
    expect(event?.event).toBe("next");
    expect(positionsOf(stream)).toEqual([event?.id]);
  });

  it("when it comes by GET, with variables in the address, then it is the same", async () => {
    const after = await position();
    await adjust(1);
    const query = new URLSearchParams({ query: LEVELS, variables: JSON.stringify({ ids: [id], after }) });
    const stream = await open({ method: "GET", path: `/graphql/stream?${query}` });
    await eventually(() => expect(positionsOf(stream)).toHaveLength(1));
  });

  it("when it comes again with Last-Event-ID, then it goes on after it, whatever `after` says", async () => {
    const after = await position();
    for (let turn = 0; turn < 5; turn++) await adjust(1);
    const first = await open({ variables: { ids: [id], after } });
    await eventually(() => expect(positionsOf(first)).toHaveLength(5));
    const all = positionsOf(first);
    const again = await open({
      variables: { ids: [id], after },
      headers: { "last-event-id": all[1] as string },
    });
    await eventually(() => expect(positionsOf(again)).toEqual(all.slice(2)));
  });

  it("when Last-Event-ID is empty, then it counts as none", async () => {
    const after = await position();
    await adjust(1);
    const stream = await open({ variables: { ids: [id], after }, headers: { "last-event-id": "" } });
    await eventually(() => expect(positionsOf(stream)).toHaveLength(1));
  });

  it("when nothing happens, then a comment shows that the connection lives", async () => {
    const stream = await open();
    await eventually(() => expect(stream.text().match(/^:\n\n/gm)?.length).toBeGreaterThan(2));
    expect(stream.events).toEqual([]);
  });

  it("when equal ones come over both transports, then they are one group, executed once", async () => {
    const query = "subscription { stockLevelChanged { position item { version } } }";
    const [one, two] = [await open({ query }), await open({ query })];
    const socket = admin.socket.iterate({ query });
    const heard = socket.next();
    await eventually(() => expect(node.subscriptions()).toBe(3));
    expect(node.figures()).toMatchObject({ groups: 1, eventStreams: 2 });
    const before = node.asked.itemsEvenDeleted;
    await adjust(1);
    await Promise.all([
      heard,
      ...[one, two].map((each) => eventually(() => expect(each.events).toHaveLength(1))),
    ]);
    expect(node.asked.itemsEvenDeleted - before).toBe(1);
    await socket.return?.();
  });

  it("when its client leaves, then nothing of it is kept", async () => {
    const stream = await open();
    await eventually(() => expect(node.subscriptions()).toBe(1));
    stream.leave();
    await eventually(() => expect(node.figures()).toMatchObject({ subscriptions: 0, eventStreams: 0 }));
  });
});

describe("the client graphql-sse", () => {
  const client = () =>
    createStreamClient({
      url: `${node.url}/graphql/stream`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });

  it("when it subscribes, then it gets what changes", async () => {
    const after = await position();
    const feed = client().iterate({ query: LEVELS, variables: { ids: [id], after } });
    await adjust(2);
    await adjust(3);
    const told = await take(feed, 2);
    expect(told).toMatchObject([{ data: { stockLevelChanged: {} } }, { data: { stockLevelChanged: {} } }]);
  });

  it.each([
    ["is no GraphQL", "subscription {", {}, "GRAPHQL_PARSE_FAILED"],
    ["does not fit the schema", "subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["has variables that do not fit", LEVELS, { after: "x" }, "BAD_USER_INPUT"],
    ["is after what the feed has come to", LEVELS, { after: "999999999" }, "POSITION_UNKNOWN"],
  ])(
    "when the operation %s, then it is told so, and that there is no more",
    async (_name, query, variables, code) => {
      const told = [];
      for await (const result of client().iterate({ query, variables })) told.push(result);
      expect(told).toMatchObject([{ errors: [{ extensions: { code } }] }]);
    },
  );
});

describe("a request that is no subscription", () => {
  it.each([
    ["no token", { headers: { authorization: "" } }, 401, "UNAUTHENTICATED"],
    ["another Accept", { headers: { accept: "application/json" } }, 406, "accept text/event-stream"],
    ["a malformed Last-Event-ID", { headers: { "last-event-id": "1a" } }, 400, "Last-Event-ID"],
    ["no document, by GET", { method: "GET" }, 400, "query must be"],
    ["no document, by POST", { body: "{}" }, 400, "query must be"],
    ["text for a body", { headers: { "content-type": "text/plain" } }, 415, "Media Type"],
    ["a form for a body", { headers: { "content-type": FORM } }, 415, "Media Type"],
    ["a query", { query: "{ feedPosition }" }, 400, "send a query to /graphql"],
    ["a body that is no object", { body: "[1]" }, 400, "JSON object"],
    ["variables that are none", { body: '{"query":"x","variables":[]}' }, 400, "variables"],
    ["a method of the single connection mode", { method: "PUT" }, 405, "GET or POST"],
  ])("when it has %s, then it is refused before there is a stream", async (_name, over, status, word) => {
    const stream = await open(over);
    await stream.ended;
    expect([stream.status, stream.text()]).toEqual([status, expect.stringContaining(word)]);
    expect(stream.headers["content-type"]).toContain("application/json");
    await eventually(() => expect(node.figures().eventStreams).toBe(0));
  });
});

describe("web pages", () => {
  const preflight = (origin: string) =>
    open({ method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });

  it.each([
    ["of the same origin", () => node.url],
    ["of an origin that is named", () => SHOP],
  ])("when it is one %s, then it may subscribe, and read the answer", async (_name, originOf) => {
    const origin = originOf();
    const asked = await preflight(origin);
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-headers": expect.stringContaining("authorization"),
      vary: "origin",
    });
    const stream = await open({ headers: { origin } });
    expect([stream.status, stream.headers["access-control-allow-origin"]]).toEqual([200, origin]);
    const refused = await open({ headers: { origin, authorization: "" } });
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([401, origin]);
  });

  it("when it is one of another origin, then it is refused, asked beforehand or not", async () => {
    for (const stream of [
      await preflight("https://other.example"),
      await open({ headers: { origin: "https://other.example" } }),
    ]) {
      expect(stream.status).toBe(403);
      expect(stream.headers).not.toHaveProperty("access-control-allow-origin");
    }
  });

  it("when it asks beforehand for /graphql, then it is not answered as if it might", async () => {
    const asked = await open({ method: "OPTIONS", path: "/graphql", headers: { origin: SHOP } });
    expect(asked.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("how a stream ends", () => {
  it("when its token runs out, then without complete, and a fresh token resumes without loss", async () => {
    const after = await position();
    const short = (await node.issuer.issue({ role: "admin", ttlSeconds: 1 })).token;
    const stream = await open({ token: short, variables: { ids: [id], after } });
    await adjust(1);
    expect(await stream.ended).toBe("ended");
    await adjust(1);
    expect(stream.events.map(({ event }) => event)).not.toContain("complete");
    // On a busy machine the token may be over before the first event comes.
    const again = await open({ headers: { "last-event-id": stream.events[0]?.id ?? after } });
    await eventually(() => expect(again.events.length + stream.events.length).toBe(2));
    expect(new Set([...stream.events, ...again.events].map(({ id }) => id)).size).toBe(2);
  });

  it("when the node stops, then at once and without complete, and the node does not wait for its client", async () => {
    const stopping = await openGraphqlNode(database.url);
    const { token: its } = await stopping.issuer.issue({ role: "admin" });
    const stream = await open({ on: stopping, token: its });
    await eventually(() => expect(stopping.subscriptions()).toBe(1));
    const closed = stopping.close();
    expect(await stream.ended).toBe("ended");
    await closed;
    expect(stream.events).toEqual([]);
  });

  it("when its client stays behind, then it is ended without complete, with little waiting, and resumes without loss", async () => {
    const strict = await openGraphqlNode(database.url, {
      environment: { GRAPHQL_MAX_ALIASES: "2000" },
      subscribers: { bufferBytes: 65_536, behindMs: 200 },
    });
    // Each result is larger than what the network holds between two sockets, divided by a hundred.
    const filler = Array.from({ length: 1_500 }, (_, n) => `f${n}: productVariantId`).join(" ");
    const query = LEVELS.replace("newQuantity", `newQuantity ${filler}`);
    const { token: its } = await strict.issuer.issue({ role: "admin" });
    const after = await position();
    const asked = { query, variables: { ids: [id], after } };
    const slow = await open({ on: strict, token: its, ...asked });
    await eventually(() => expect(strict.subscriptions()).toBe(1));
    slow.pause();
    let changes = 0;
    const change = () => adjust(1).then(() => (changes += 1));
    await eventually(async () => {
      await Promise.all(Array.from({ length: 20 }, change));
      expect(strict.subscriptions()).toBe(0);
    }, PATIENCE);
    expect(strict.figures().ended.get("behind")).toBe(1);
    await change();
    slow.read();
    await slow.ended;
    expect(slow.events.every(({ event }) => event === "next")).toBe(true);
    expect(slow.ids.length).toBeLessThan(changes);

    const plain = { ...asked, query: LEVELS };
    const all = await open(plain);
    const rest = await open({ ...plain, headers: { "last-event-id": slow.ids.at(-1) as string } });
    await eventually(() => expect(all.ids).toHaveLength(changes), PATIENCE);
    await eventually(() => expect([...slow.ids, ...rest.ids]).toEqual(all.ids));
    await strict.close();
  }, 150_000);
});
