/** @needs postgres */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openRawStream } from "../support/event-stream.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { openRawSocket } from "../support/raw-socket.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const POSITION = "query Position { feedPosition }";
const LEVELS = "subscription Levels { stockLevelChanged { position } }";
const WAREHOUSES = "query Warehouses { warehouses { code } }";
const DASHBOARD = new URL("../../dist/dashboard/persisted-documents.json", import.meta.url);

let folder: string;
let database: FreshDatabase;
/** Carries out published documents alone. */
let strict: GraphqlNode;
let open: GraphqlNode;
let token: string;

const published = (name: string, content: object) => writeFile(join(folder, name), JSON.stringify(content));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trusted-"));
  await published("codegen.json", {
    [`sha256:${sha256(POSITION)}`]: POSITION,
    [sha256(LEVELS)]: LEVELS,
  });
  await published("apollo.json", {
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: [{ id: "warehouses-1", name: "Warehouses", type: "query", body: WAREHOUSES }],
  });
  database = await freshDatabase();
  const manifests = `${join(folder, "codegen.json")}, ${join(folder, "apollo.json")}`;
  strict = await openGraphqlNode(database.url, {
    environment: { TRUSTED_DOCUMENTS: manifests, TRUSTED_DOCUMENTS_ONLY: "true" },
  });
  open = await openGraphqlNode(database.url, {
    environment: { TRUSTED_DOCUMENTS: manifests, GRAPHQL_INTROSPECTION: "false" },
    relays: false,
  });
  token = (await strict.issuer.issue({ role: "admin" })).token;
}, 60_000);

afterAll(async () => {
  await open.close();
  await strict.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Sent {
  readonly on?: GraphqlNode;
  readonly headers?: Record<string, string>;
}

async function post(body: object, { on = strict, headers = {} }: Sent = {}) {
  const response = await fetch(`${on.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(parameters: Record<string, string>, { on = strict, headers = {} }: Sent = {}) {
  const response = await fetch(`${on.url}/graphql?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${token}`, "apollo-require-preflight": "1", ...headers },
  });
  return { status: response.status, body: await response.json() };
}

const code = ({ body }: { body: { errors?: { extensions: { code: string } }[] } }) =>
  body.errors?.map(({ extensions }) => extensions.code);

describe("published documents", () => {
  it.each([
    ["with its algorithm", `sha256:${sha256(POSITION)}`],
    ["alone", sha256(POSITION)],
  ])(
    "when the hash is sent %s, by POST or GET, then the document is carried out",
    async (_name, documentId) => {
      for (const on of [strict, open]) {
        expect((await post({ documentId }, { on })).body.data).toEqual({ feedPosition: "0" });
        expect((await get({ documentId }, { on })).body.data).toEqual({ feedPosition: "0" });
      }
    },
  );

  it("when it was published in Apollo's way, then by the id that it has there", async () => {
    const { body } = await post({ documentId: "warehouses-1" });
    expect(body.data).toEqual({ warehouses: [{ code: "MAIN" }] });
  });

  it("when it is a subscription, then over sockets and event streams alike", async () => {
    const documentId = sha256(LEVELS);
    const socket = openRawSocket(strict.url, token);
    socket.send({ type: "subscribe", id: "1", payload: { query: "", documentId } });
    await eventually(() => expect(strict.subscriptions()).toBe(1));
    const stream = await openRawStream(strict.url, { token, body: JSON.stringify({ documentId }) });
    await eventually(() => expect(strict.subscriptions()).toBe(2));
    stream.leave();
    socket.close();
    await eventually(() => expect(strict.subscriptions()).toBe(0));
  });

  it("when the dashboard is built, then each of its documents is among them", async () => {
    const documents = JSON.parse(await readFile(DASHBOARD, "utf8")) as Record<string, string>;
    const queries = Object.entries(documents).filter(([, text]) => text.startsWith("query"));
    expect(queries.length).toBeGreaterThan(5);
    for (const [documentId] of queries)
      expect(code(await post({ documentId })) ?? []).not.toContain("PERSISTED_DOCUMENT_NOT_FOUND");
  });
});

describe("everything else", () => {
  it("when nothing else is carried out, then its text is refused on every way, and not even read", async () => {
    for (const query of [POSITION, "{ nonsense", "{ __schema { types { name } } }"]) {
      const answer = await post({ query });
      expect([answer.status, code(answer)]).toEqual([400, ["PERSISTED_DOCUMENT_REQUIRED"]]);
      expect(code(await get({ query }))).toEqual(["PERSISTED_DOCUMENT_REQUIRED"]);
    }
    const socket = openRawSocket(strict.url, token);
    socket.send({ type: "subscribe", id: "1", payload: { query: POSITION } });
    await eventually(() => expect(socket.received).toHaveLength(2));
    expect(socket.received[1]).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "PERSISTED_DOCUMENT_REQUIRED" } }],
    });
    socket.close();
    const stream = await openRawStream(strict.url, { token, query: LEVELS });
    await eventually(() => expect(stream.text()).toContain("PERSISTED_DOCUMENT_REQUIRED"));
  });

  it("when nothing else is carried out, then clients publish nothing by asking", async () => {
    const persistedQuery = { version: 1, sha256Hash: sha256(WAREHOUSES) };
    const answer = await post({ query: WAREHOUSES, extensions: { persistedQuery } });
    expect(code(answer)).toEqual(["PERSISTED_QUERY_NOT_SUPPORTED"]);
  });

  it.each<[string, object, string]>([
    ["an id that is not known", { documentId: sha256("else") }, "PERSISTED_DOCUMENT_NOT_FOUND"],
    ["an inherited name", { documentId: "__proto__" }, "PERSISTED_DOCUMENT_NOT_FOUND"],
    ["both", { documentId: sha256(POSITION), query: POSITION }, "BAD_REQUEST"],
    ["a number", { documentId: 5 }, "BAD_REQUEST"],
    ["a list", { documentId: [sha256(POSITION)] }, "BAD_REQUEST"],
  ])("when %s is sent, then 400 with a code that says so", async (_name, body, expected) => {
    for (const on of [strict, open]) {
      const answer = await post(body, { on });
      expect([answer.status, code(answer)]).toEqual([400, [expected]]);
    }
  });
});

describe("a manifest that cannot be", () => {
  it.each<[string, string, RegExp]>([
    ["is not there", "", /broken\.json cannot be read: (Error: )?ENOENT/],
    ["is no JSON", "{", /broken\.json cannot be read: /],
    ["is a list", "[]", /broken\.json cannot be read: it must be a JSON object/],
    ["has no text", '{"a": 5}', /a has no text/],
    ["is of another format", '{"format": "x"}', /only apollo-persisted-query-manifest/],
    ["has another text", `{"sha256:${sha256(POSITION)}": "{ feedPosition }"}`, /has another hash/],
    ["does not fit the schema", '{"a": "{ nothing }"}', /cannot be carried out: a \(Cannot query field/],
    ["is beyond the limits", `{"b": "{ ${"feedPosition ".repeat(60)} }"}`, /carried out: b \(.*rootFields/],
  ])("when it %s, then the start ends with one line that names it", async (_name, content, message) => {
    const path = join(folder, "broken.json");
    await rm(path, { force: true });
    if (content !== "") await writeFile(path, content);
    const environment = { TRUSTED_DOCUMENTS: path };
    const error = await openGraphqlNode(database.url, { environment, relays: false }).catch(
      (caught: unknown) => caught as Error,
    );
    expect(error).toMatchObject({ name: "StartError", message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain("\n");
  });
});

describe("documents that clients publish by asking", () => {
  it("when one was sent with its hash, then the hash is enough", async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(WAREHOUSES) } };
    expect(code(await post({ extensions }, { on: open }))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    const data = { warehouses: [{ code: "MAIN" }] };
    expect((await post({ query: WAREHOUSES, extensions }, { on: open })).body.data).toEqual(data);
    await eventually(async () => expect((await post({ extensions }, { on: open })).body.data).toEqual(data));
    const parameters = { extensions: JSON.stringify(extensions) };
    expect((await get(parameters, { on: open })).body.data).toEqual(data);
  });

  it("when the hash is another document's, or the document is refused, then nothing is remembered", async () => {
    const query = "{ nothing }";
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    expect(code(await post({ query, extensions }, { on: open }))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect(code(await post({ extensions }, { on: open }))).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    const other = await post({ query: POSITION, extensions }, { on: open });
    expect(other.body.errors[0].message).toContain("sha does not match");
  });
});

describe("what the schema tells of itself", () => {
  it("when introspection is off, then neither it nor what may have been meant, on any way", async () => {
    expect(code(await post({ query: "{ __schema { types { name } } }" }, { on: open }))).toContain(
      "GRAPHQL_VALIDATION_FAILED",
    );
    const { body } = await post({ query: "{ warehouse }" }, { on: open });
    expect(body.errors[0].message).toBe('Cannot query field "warehouse" on type "Query".');
    const socket = openRawSocket(open.url, token);
    socket.send({
      type: "subscribe",
      id: "1",
      payload: { query: "{ warehouse __schema { types { name } } }" },
    });
    await eventually(() => expect(socket.received).toHaveLength(2));
    const text = JSON.stringify(socket.received[1]);
    expect(text).toContain("introspection has been disabled");
    expect(text).not.toContain("Did you mean");
    socket.close();
  });
});

describe("what a page of another site can make a browser send", () => {
  const QUERY = { query: "{ feedPosition }" };

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "when a body is %s, then it is refused",
    async (type) => {
      const { status, body } = await post(QUERY, { on: open, headers: { "content-type": type } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.data).toBeUndefined();
    },
  );

  it("when a GET has what any page can send alone, then nothing is carried out; with a token it is", async () => {
    const url = `${open.url}/graphql?${new URLSearchParams(QUERY)}`;
    const plain = await fetch(url, { headers: { cookie: `token=${token}` } });
    expect([plain.status, code({ body: await plain.json() })]).toEqual([401, ["UNAUTHENTICATED"]]);
    const signed = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await signed.json()).toMatchObject({ data: { feedPosition: "0" } });
  });

  it("when several operations come in one body, then none is carried out", async () => {
    const { status, body } = await post([QUERY, QUERY], { on: open });
    expect([status, body.data]).toEqual([400, undefined]);
  });
});
