/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { openRawStream } from "../support/event-stream.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { openRawSocket } from "../support/raw-socket.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  token = (await node.issuer.issue({ role: "admin" })).token;
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const FIELD = "stockStatusChanged";
const CONDITIONAL = [
  ["include by a variable", `subscription ($b: Boolean!) { ${FIELD} @include(if: $b) { position } }`],
  ["skip by a variable", `subscription ($b: Boolean!) { ${FIELD} @skip(if: $b) { position } }`],
  ["skip always", `subscription { ${FIELD} @skip(if: true) { position } }`],
  ["skip without a condition", `subscription { ${FIELD} @skip { position } }`],
  ["include around it", `subscription ($b: Boolean!) { ... @include(if: $b) { ${FIELD} { position } } }`],
  [
    "skip a fragment",
    `subscription ($b: Boolean!) { ...F @skip(if: $b) } fragment F on Subscription { ${FIELD} { position } }`,
  ],
  [
    "skip in a fragment",
    `subscription ($b: Boolean!) { ...F ...F } fragment F on Subscription { ...G } fragment G on Subscription { ${FIELD} @skip(if: $b) { position } }`,
  ],
] as const;
const REFUSED = {
  message: expect.stringMatching(/^@(skip|include) cannot stand on the root field of a subscription/),
  extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
};

it.each(CONDITIONAL)(
  "when a subscription's root field is to %s, then it alone is refused on a socket",
  async (_what, query) => {
    const socket = openRawSocket(node.url, token);
    const subscribe = (id: string, payload: object) => socket.send({ id, type: "subscribe", payload });
    subscribe("other", { query: `subscription { ${FIELD} { position } }` });
    await eventually(() => expect(node.subscriptions()).toBe(1));
    subscribe("1", { query, variables: { b: true } });
    await eventually(() =>
      expect(socket.received).toContainEqual({
        ...{ id: "1", type: "error" },
        payload: [expect.objectContaining(REFUSED)],
      }),
    );
    expect(node.subscriptions()).toBe(1);
    socket.close();
    await eventually(() => expect(node.subscriptions()).toBe(0));
  },
);

it.each(CONDITIONAL)(
  "when a subscription's root field is to %s, then it is refused on a stream, and by POST",
  async (_what, query) => {
    const stream = await openRawStream(node.url, { token, query, variables: { b: true } });
    await stream.ended;
    const [event] = stream.events;
    expect(JSON.parse(event?.data ?? "null")).toMatchObject({ errors: [REFUSED] });
    const answer = await fetch(`${node.url}/graphql`, {
      method: "POST",
      headers: {
        ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
        accept: "application/graphql-response+json",
      },
      body: JSON.stringify({ query, variables: { b: true } }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [REFUSED] });
  },
);

it("when a condition is further in, then the subscription is taken", async () => {
  const query = `subscription ($b: Boolean!) { ${FIELD} { position ...F } }
    fragment F on StockStatusChange { newStatus @skip(if: $b) }`;
  const stream = await openRawStream(node.url, { token, query, variables: { b: true } });
  expect(stream.status).toBe(200);
  await eventually(() => expect([node.subscriptions(), stream.events]).toEqual([1, []]));
  stream.leave();
});
