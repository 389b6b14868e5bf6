/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getOperationAST, parse } from "graphql";
import { createCostOf } from "../../src/graphql/cost/cost-of.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";
import { fillCatalogue, variant } from "../support/catalogue.js";
import { openRawStream } from "../support/event-stream.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { openRawSocket } from "../support/raw-socket.js";
import { IN_FULL } from "../support/scale.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";
import { recordStatements } from "../support/statements.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const MAXIMUM = 10_000;
const ITEMS = 250;
const LEVELS = "subscription { stockLevelChanged { position } }";

const statements = recordStatements();
let database: FreshDatabase;
let wire: TcpProxy;
let node: GraphqlNode;
/** Its clients have 100 points, and get 1 a second. */
let poor: GraphqlNode;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  await fillCatalogue(database.url, ITEMS);
  wire = await openTcpProxy(database.url, statements.watch);
  node = await openGraphqlNode(wire.url, { environment: { RATE_LIMIT_POINTS_PER_SECOND: "0" } });
  const environment = { RATE_LIMIT_POINTS_PER_SECOND: "1", RATE_LIMIT_BURST: "100" };
  poor = await openGraphqlNode(database.url, { environment, relays: false });
  token = (await node.issuer.issue({ role: "admin" })).token;
}, 60_000);

afterAll(async () => {
  await poor.close();
  await node.close();
  await wire.close();
  await database.drop();
});

async function post(query: string, options: { on?: GraphqlNode; token?: string; accept?: string } = {}) {
  const { on = node, token: its = token, accept = "application/json" } = options;
  const response = await fetch(`${on.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${its}`, accept },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Of the items: what else is asked meanwhile is not the test's. */
const readsOf = (sent: readonly string[]) => sent.filter((text) => /\b(inventory|ledger_entry)\b/.test(text));

describe("the greatest that may be asked", () => {
  const VALUES = "id sku status quantity version";
  const ENTRIES = "id kind quantityDelta quantityAfter occurredAt";
  const paged = (entries: number, more: string) =>
    `{ inventory(first: ${ITEMS}) { edges { node { ${VALUES} ledger(first: ${entries}) { edges { node { ${ENTRIES} } } } } } } ${more} }`;

  /** Made of the schema's own prices: as many entries as fit, and then what is left in single values. */
  function greatest(): { greatest: string; beyond: string; entries: number } {
    const costOf = createCostOf(buildGraphqlSchema());
    const cost = (query: string) => {
      const document = parse(query);
      const operation = getOperationAST(document);
      return operation ? costOf({ document, operation, variables: null }) : 0;
    };
    let entries = 1;
    while (cost(paged(entries + 1, "")) <= MAXIMUM) entries += 1;
    const padded = (count: number) =>
      paged(entries, Array.from({ length: count }, (_, n) => `a${n}: feedPosition`).join(" "));
    let padding = 0;
    while (padding < 48 && cost(padded(padding + 1)) <= MAXIMUM) padding += 1;
    return { greatest: padded(padding), beyond: paged(entries + 1, ""), entries };
  }

  it("when it is asked, then it is answered in bounded time and memory; one more, and no statement is sent", async () => {
    const asked = greatest();
    for (let round = 1; round < asked.entries; round += 1) {
      const lines = Array.from({ length: ITEMS }, (_, n) => {
        const count = `productVariantId: "${variant(n)}", quantity: ${50 + round}`;
        return `{ ${count}, changeFromQuantity: null }`;
      });
      const { body } = await post(
        `mutation { setStocks(input: { lines: [${lines.join(" ")}] }) { userErrors { code } } }`,
      );
      expect(body).toMatchObject({ data: { setStocks: { userErrors: [] } } });
    }
    await post(asked.greatest);
    const [heap, cpu, begun] = [process.memoryUsage().heapUsed, process.cpuUsage(), performance.now()];
    const { body } = await post(asked.greatest);
    const took = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    const grown = process.memoryUsage().heapUsed - heap;
    expect(body.errors).toBeUndefined();
    expect(body.data.inventory.edges).toHaveLength(ITEMS);
    expect(body.data.inventory.edges[0].node.ledger.edges).toHaveLength(asked.entries);
    expect(body.extensions.cost.requested).toBeGreaterThan(MAXIMUM * 0.95);
    const seconds = (user + system) / 1_000_000;
    process.stderr.write(
      `greatest cost ${body.extensions.cost.requested}: ${Math.round(took)} ms, ${seconds.toFixed(2)} s of CPU, ${Math.round(grown / 1e6)} MB\n`,
    );
    expect(seconds).toBeLessThan(IN_FULL ? 1 : 10);
    expect(grown).toBeLessThan((IN_FULL ? 100 : 400) * 1_000_000);

    const before = statements.sent.length;
    const refused = await post(asked.beyond);
    expect(refused.body.errors).toEqual([
      {
        message: expect.stringMatching(
          /^The operation costs 1\d{4} points; at most 10000 are allowed \(cost\)\.$/,
        ),
        extensions: { code: "LIMIT_EXCEEDED", limit: "cost", maximum: MAXIMUM, sent: expect.any(Number) },
      },
    ]);
    expect([refused.status, refused.body.data]).toEqual([200, undefined]);
    expect(readsOf(statements.sent.slice(before))).toEqual([]);
    const accept = "application/graphql-response+json";
    expect((await post(asked.beyond, { accept })).status).toBe(400);
  }, 120_000);

  it("when more is asked over a socket or an event stream, then it is refused as well", async () => {
    const beyond = greatest().beyond;
    const socket = openRawSocket(node.url, token);
    socket.send({ type: "subscribe", id: "1", payload: { query: beyond } });
    await eventually(() => expect(socket.received).toHaveLength(2));
    expect(socket.received[1]).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "LIMIT_EXCEEDED", limit: "cost", maximum: MAXIMUM } }],
    });
    const aliased = Array.from({ length: 201 }, (_, n) => `a${n}: position`).join(" ");
    const query = `subscription { stockLevelChanged { ${aliased} } }`;
    socket.send({ type: "subscribe", id: "2", payload: { query } });
    await eventually(() => expect(socket.received).toHaveLength(3));
    expect(socket.received[2]).toMatchObject({ payload: [{ extensions: { limit: "aliases", sent: 201 } }] });
    socket.close();
    const stream = await openRawStream(node.url, { token, query });
    await eventually(() => expect(stream.text()).toContain('"limit":"aliases","maximum":200,"sent":201'));
  });
});

describe("what an answer tells of its cost", () => {
  it("when clients are not limited, then what it was and what it might have been, over HTTP and sockets", async () => {
    const query = "{ feedPosition }";
    expect((await post(query)).body.extensions).toEqual({ cost: { requested: 6, maximum: MAXIMUM } });
    const socket = openRawSocket(node.url, token);
    socket.send({ type: "subscribe", id: "1", payload: { query } });
    await eventually(() => expect(socket.received.length).toBeGreaterThan(1));
    const payload = { extensions: { cost: { requested: 6, maximum: MAXIMUM } } };
    expect(socket.received[1]).toMatchObject({ type: "next", payload });
    socket.close();
  });

  it("when a list in the variables is too long, then it is refused before it is looked at", async () => {
    const response = await fetch(`${node.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: "query ($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { id } }",
        variables: { ids: Array.from({ length: 50_000 }, () => "v") },
      }),
    });
    const { errors } = await response.json();
    expect(errors).toMatchObject([
      { extensions: { code: "LIMIT_EXCEEDED", limit: "listSize", maximum: 1_000, sent: 50_000 } },
    ]);
  });
});

describe("what a client may spend", () => {
  it("when it is spent, then 429 and when to come again, on every way; another client has its own", async () => {
    const page = "{ inventory(first: 25) { edges { node { id } } } }";
    const first = await post(page, { on: poor });
    expect(first.body.extensions.cost).toMatchObject({ requested: 59, limit: 100 });
    expect(first.body.extensions.cost.remaining).toBeLessThanOrEqual(41);
    expect(first.body.extensions.cost.fullAfterMs).toBeGreaterThan(50_000);

    const asked = poor.asked.items;
    const second = await post(page, { on: poor });
    expect(second.status).toBe(429);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(second.body.errors).toMatchObject([
      {
        message: expect.stringContaining("59 points"),
        extensions: { code: "LIMIT_EXCEEDED", retryAfterSeconds: expect.any(Number) },
      },
    ]);
    expect(second.body.data).toBeUndefined();
    expect(poor.asked.items).toBe(asked);

    const socket = openRawSocket(poor.url, token);
    socket.send({ type: "subscribe", id: "1", payload: { query: page } });
    await eventually(() => expect(socket.received).toHaveLength(2));
    const payload = [{ extensions: { code: "LIMIT_EXCEEDED", retryAfterSeconds: expect.any(Number) } }];
    expect(socket.received[1]).toMatchObject({ type: "error", id: "1", payload });
    // What is left does for few subscriptions: each costs as much as its first event.
    for (let n = 0; n < 8; n += 1)
      socket.send({ type: "subscribe", id: `s${n}`, payload: { query: LEVELS } });
    await eventually(() => expect(socket.received.length).toBeGreaterThanOrEqual(4));
    expect(socket.received.at(-1)).toMatchObject({ type: "error", payload });
    socket.close();
    const stream = await openRawStream(poor.url, { token, query: LEVELS });
    expect([stream.status, Number(stream.headers["retry-after"]) >= 1]).toEqual([429, true]);

    const other = (await poor.issuer.issue({ role: "storefront" })).token;
    expect((await post(page, { on: poor, token: other })).status).toBe(200);
  });

  const aliased = Array.from({ length: 51 }, (_, n) => `a${n}: feedPosition`).join(" ");

  it.each([
    ["cannot be read", "{", "order-service"],
    ["is not valid", "{ nothingOfThatName }", "product-service"],
    ["is beyond a limit", `{ ${aliased} }`, "storefront"],
  ] as const)(
    "when a document that %s is sent again and again, then each is paid for, until 429",
    async (_why, query, role) => {
      const its = (await poor.issuer.issue({ role })).token;
      const told = await post(query, { on: poor, token: its });
      expect([told.status, told.headers.get("retry-after")]).toEqual([200, null]);
      let last = told;
      // 100 points do for five of them; in the time that all take, some may come back.
      for (let n = 0; n < 20 && last.status !== 429; n += 1)
        last = await post(query, { on: poor, token: its });
      expect(last.status).toBe(429);
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(last.body.errors).toMatchObject([
        { extensions: { code: "LIMIT_EXCEEDED", retryAfterSeconds: expect.any(Number) } },
      ]);

      const socket = openRawSocket(poor.url, its);
      for (let n = 0; n < 20; n += 1) socket.send({ type: "subscribe", id: `s${n}`, payload: { query } });
      await eventually(() => expect(socket.received).toHaveLength(21));
      const extensions = { code: "LIMIT_EXCEEDED", retryAfterSeconds: expect.any(Number) };
      const payload = [expect.objectContaining({ extensions })];
      expect(socket.received).toContainEqual(expect.objectContaining({ type: "error", payload }));
      socket.close();
    },
  );
});
