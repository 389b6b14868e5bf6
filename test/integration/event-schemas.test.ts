/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { canonical } from "../../src/messaging/dialects/canonical.js";
import { createUpcast } from "../../src/registry/upcasters.js";
import { createFeedLog } from "../../src/store/feed/feed-log.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { REGISTRY } from "../support/registry.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

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

interface Answer {
  readonly data: { readonly eventSchemaCompatibility: object; readonly eventSchemas: readonly object[] };
  readonly errors?: readonly object[];
}

async function ask(text: string, variables: object = {}): Promise<Answer> {
  const answer = await fetch(`${node.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: text, variables }),
  });
  return (await answer.json()) as Answer;
}

const CANDIDATE = `query ($type: String!, $schema: JSON!, $mode: CompatibilityMode) {
  eventSchemaCompatibility(type: $type, schema: $schema, mode: $mode) { compatible problems { path message } } }`;

const current = (type: string) =>
  structuredClone(REGISTRY.schemas.find((each) => each.type === type && each.current)?.schema) as {
    properties: { data: { properties: Record<string, object>; required: string[] } };
  };

describe("schemas over HTTP, without a token", () => {
  it("when the list is followed, then each schema is there, of its own media type, for ever", async () => {
    const index = await fetch(`${node.url}/event-schemas`);
    const { schemas } = (await index.json()) as {
      schemas: { type: string; current: string; versions: { href: string }[] }[];
    };
    expect(schemas).toHaveLength(20);
    for (const { type, versions } of schemas) {
      for (const { href } of versions) {
        const answer = await fetch(node.url + href);
        expect(answer.headers.get("content-type")).toMatch(/^application\/schema\+json/);
        expect(answer.headers.get("cache-control")).toContain("immutable");
        expect(await answer.json()).toMatchObject({ $id: href, title: type });
      }
    }
  });

  it("when there is no such schema, then 404, and it says where to look", async () => {
    const answer = await fetch(`${node.url}/event-schemas/StockoutEvent/9.9.json`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: "NOT_FOUND" }]);
  });

  it("when the AsyncAPI document is asked for, then it comes as JSON", async () => {
    const answer = await fetch(`${node.url}/asyncapi.json`);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await answer.json()).toMatchObject({ asyncapi: "3.0.0" });
  });
});

describe("schemas over GraphQL", () => {
  it("when they are asked for, then all are answered, with which one is current", async () => {
    const { data } = await ask("{ eventSchemas { type version current schema } }");
    expect(data.eventSchemas).toEqual(REGISTRY.schemas);
  });

  it("when a candidate adds an optional field, then it is compatible; when it removes one, then not", async () => {
    const added = current("StockoutEvent");
    added.properties.data.properties["warehouseId"] = { type: "string" };
    const yes = await ask(CANDIDATE, { type: "StockoutEvent", schema: added });
    expect(yes.data.eventSchemaCompatibility).toEqual({ compatible: true, problems: [] });

    const removed = current("StockoutEvent");
    delete removed.properties.data.properties["reservedQuantity"];
    removed.properties.data.required = removed.properties.data.required.filter(
      (name) => name !== "reservedQuantity",
    );
    const no = await ask(CANDIDATE, { type: "StockoutEvent", schema: removed, mode: "FORWARD" });
    expect(no.data.eventSchemaCompatibility).toMatchObject({
      compatible: false,
      problems: expect.arrayContaining([
        { path: "$.data.reservedQuantity", message: expect.stringContaining("new major version") },
      ]),
    });
  });

  it.each([
    ["schema", { type: "StockoutEvent", schema: { type: "thing" } }],
    ["schema", { type: "StockoutEvent", schema: 7 }],
    ["type", { type: "NoSuchEvent", schema: {} }],
  ])("when %s is no good, then the error names it", async (field, variables) => {
    const { errors } = await ask(CANDIDATE, variables);
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: [field] } }]);
  });

  it("when a schema has more alternatives than a list may have entries, then the limit is named", async () => {
    const anyOf = Array.from({ length: 80_000 }, () => ({}));
    const { errors } = await ask(CANDIDATE, { type: "StockoutEvent", schema: { anyOf } });
    expect(errors).toMatchObject([
      { message: expect.stringContaining("80000"), extensions: { code: "LIMIT_EXCEEDED" } },
    ]);
  });
});

describe("stored events of other versions", () => {
  let other: FreshDatabase;
  let store: Store;

  beforeAll(async () => {
    other = await freshDatabase();
    store = openStore(other.url);
    await query(other.url, "SELECT create_feed_day((now() AT TIME ZONE 'UTC')::date)");
  });
  afterAll(async () => {
    await store.close();
    await other.drop();
  });

  const insert = (position: number, type: string, version: string, data: object) =>
    query(
      other.url,
      `INSERT INTO feed (day, position, seq, event_id, event_type, event_version, aggregate_type, aggregate_id,
         aggregate_version, ordinal, occurred_at, correlation_id, data)
       VALUES ((now() AT TIME ZONE 'UTC')::date, $1, $1, gen_random_uuid(), $2, $3, 'InventoryItem', 'w', 1, 0,
         now(), 'c', $4)`,
      [position, type, version, JSON.stringify(data)],
    );

  it("when rows of the feed are old, then they are read as the newest version; unknown ones as they are", async () => {
    await insert(1, "WidgetMovedEvent", "1.0", { to: "shelf" });
    await insert(2, "WidgetMovedEvent", "2.0", { place: { id: "floor" } });
    await insert(3, "GadgetMovedEvent", "4.2", { odd: true });
    const upcast = createUpcast({
      versions: new Map([["WidgetMovedEvent", ["1.0", "1.1", "2.0"]]]),
      upcasters: { WidgetMovedEvent: { "1.1": ({ to }: { to: string }) => ({ place: { id: to } }) } },
      logger: createLogger("silent"),
    });
    const events = await createFeedLog(store.database.pool, { upcast }).after(0, 10);
    expect(events.map(({ data, eventVersion }) => ({ data, eventVersion }))).toEqual([
      { data: { place: { id: "shelf" } }, eventVersion: undefined },
      { data: { place: { id: "floor" } }, eventVersion: undefined },
      { data: { odd: true }, eventVersion: "4.2" },
    ]);
  });

  it("when a newer program has stored a type that this one does not know, then its message is made all the same", async () => {
    const [event] = (await store.log.after(2, 1)) as [FeedEvent];
    const [telling] = canonical(event);
    expect(telling).toMatchObject({
      routingKey: "inventory.unknown",
      body: { eventType: "GadgetMovedEvent", eventVersion: "4.2", data: { odd: true } },
    });
  });
});
