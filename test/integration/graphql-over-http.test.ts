/** @needs postgres */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";

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

const authorised: typeof fetch = (url, init) => {
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(url, { ...init, headers });
};

describe("GraphQL over HTTP's audits", () => {
  it.each(serverAudits({ url: () => `${node.url}/graphql`, fetchFn: authorised }))(
    "$id: $name",
    async ({ fn }) => {
      const result = await fn();
      if (result.status !== "ok") throw new Error(`${result.status}: ${result.reason}`);
    },
  );
});

const RESPONSE = "application/graphql-response+json";
const CREATE = `mutation ($id: ID!) { createInventoryItem(input: { productVariantId: $id }) { userErrors { message } } }`;

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** By GET. */
  readonly params?: readonly (readonly [string, string])[];
}

const send = ({ method = "POST", headers = {}, body = { query: "{ __typename }" }, params }: Sent) => {
  const search = params ? `?${new URLSearchParams(params.map((each) => [...each])).toString()}` : "";
  const carries = method === "POST" || method === "PUT" || method === "PATCH";
  return authorised(`${node.url}/graphql${search}`, {
    method,
    headers: { ...(carries && { "content-type": "application/json" }), ...headers },
    ...(carries && {
      body: body instanceof Buffer ? new Blob([Uint8Array.from(body)]) : JSON.stringify(body),
    }),
  });
};

const itemsCalled = async (id: string) =>
  (await query(database.url, "SELECT 1 FROM inventory WHERE product_variant_id = $1", [id])).length;

async function expectRefused(response: Response, status: number, named: RegExp) {
  const { data, errors } = (await response.json()) as { data?: unknown; errors: { message: string }[] };
  expect([response.status, data, errors[0]?.message]).toEqual([
    status,
    undefined,
    expect.stringMatching(named),
  ]);
}

describe("the method", () => {
  it.each(["PUT", "PATCH", "DELETE"])(
    "when it is %s, then 405 names those that are allowed",
    async (method) => {
      const response = await send({ method });
      expect(response.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
      await expectRefused(response, 405, /GET or POST/);
    },
  );

  it("when it is OPTIONS, then the methods, and nothing that would let other sites in", async () => {
    const response = await send({ method: "OPTIONS", headers: { origin: "https://elsewhere.example" } });
    expect([response.status, response.headers.get("allow")]).toEqual([204, "GET, HEAD, POST, OPTIONS"]);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("when it is HEAD, then what GET would answer, without the body", async () => {
    const params = [["query", "{ __typename }"]] as const;
    const response = await send({ method: "HEAD", params });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
  });

  it.each(["GET", "HEAD"])("when a mutation comes by %s, then 405, and nothing is done", async (method) => {
    const id = uniqueName("variant");
    const params = [
      ["query", CREATE],
      ["variables", JSON.stringify({ id })],
    ] as const;
    const response = await send({ method, params });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(await itemsCalled(id)).toBe(0);
  });

  it("when a body is not UTF-8, then 400: another id would be stored for the one that was meant", async () => {
    const { token } = await node.issuer.issue({ role: "admin" });
    const body = new Uint8Array(
      Buffer.from('{"query":"{ __typename }","variables":{"id":"caf\u00e9"}}', "latin1"),
    );
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const response = await fetch(`${node.url}/graphql`, { method: "POST", headers, body });
    await expectRefused(response, 400, /not UTF-8/);
  });

  it("when a form of another site comes without a token, then 401 before anything is read", async () => {
    const form = { "content-type": "text/plain" };
    const response = await fetch(`${node.url}/graphql`, { method: "POST", headers: form, body: "{" });
    expect(response.status).toBe(401);
  });
});

describe("the media type", () => {
  it.each([
    [RESPONSE, RESPONSE],
    ["application/json, application/graphql-response+json", "application/json"],
    ["application/graphql-response+json, application/json;q=0.9", RESPONSE],
    ["application/json;q=0.1, application/graphql-response+json;q=0.2", RESPONSE],
    ["application/graphql-response+json;q=0, */*", "application/json"],
    ["application/json;q=0, application/*", RESPONSE],
    ["APPLICATION/JSON; charset=utf-8", "application/json"],
    ["text/html, application/xhtml+xml, */*;q=0.8", "application/json"],
  ])("when the client accepts %s, then it gets %s in UTF-8", async (accept, media) => {
    const response = await send({ headers: { accept } });
    expect(response.headers.get("content-type")).toBe(`${media}; charset=utf-8`);
    expect(await response.json()).toMatchObject({ data: { __typename: "Query" } });
  });

  it.each(["text/html", "application/xml, text/*", "*/*;q=0", "application/json;q=0", "nonsense"])(
    "when it accepts %s alone, then 406, and nothing is done",
    async (accept) => {
      const id = uniqueName("variant");
      const response = await send({ headers: { accept }, body: { query: CREATE, variables: { id } } });
      await expectRefused(response, 406, /accept one of them/);
      expect(await itemsCalled(id)).toBe(0);
    },
  );

  it("when the token is none, then the refusal has the media type that was asked for", async () => {
    const headers = { accept: RESPONSE, "content-type": "application/json" };
    const response = await fetch(`${node.url}/graphql`, { method: "POST", headers, body: "{}" });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      401,
      `${RESPONSE}; charset=utf-8`,
    ]);
  });

  it.each([
    ["names another charset", { "content-type": "application/json; charset=utf-16" }, 415, /UTF-8/],
    ["is compressed", { "content-encoding": "gzip" }, 415, /Content-Encoding/],
    ["is a form", { "content-type": "application/x-www-form-urlencoded" }, 415, /Unsupported Media Type/],
    ["is XML", { "content-type": "application/xml" }, 415, /Unsupported Media Type/],
    ["is no media type", { "content-type": "nonsense; charset" }, 415, /Unsupported Media Type/],
  ])("when the body %s, then it is refused", async (_name, headers, status, named) => {
    const body = "content-encoding" in headers ? gzipSync('{"query":"{ __typename }"}') : undefined;
    await expectRefused(await send({ headers, ...(body && { body }) }), status, named);
  });
});

describe("the status, as application/graphql-response+json", () => {
  it("when one field of two is refused, then 200, since the other is answered", async () => {
    const { token: narrow } = await node.issuer.issue({ role: "storefront" });
    const response = await fetch(`${node.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: RESPONSE, authorization: `Bearer ${narrow}` },
      body: JSON.stringify({ query: '{ feedPosition replay(id: "1") { id } }' }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      data: { feedPosition: expect.anything(), replay: null },
      errors: [{ extensions: { code: "FORBIDDEN" } }],
    });
  });
});

describe("what is asked", () => {
  it.each([
    ["variables that are no object", { query: "{ __typename }", variables: [] }, /variables/],
    ["extensions that are no object", { query: "{ __typename }", extensions: 1 }, /extensions/],
    ["an operationName that is none", { query: "{ __typename }", operationName: {} }, /operationName/],
    ["an operationName of no operation", { query: "{ __typename }", operationName: "Other" }, /Other/],
    [
      "several operations, none of them named",
      { query: "query A { __typename } query B { __typename }" },
      /operation/i,
    ],
    ["a list of requests", [{ query: "{ __typename }" }], /batching/i],
    ["a text", "{ __typename }", /body/i],
    ["null", null, /body/i],
  ])("when a body has %s, then 400 says so", async (_name, body, named) => {
    await expectRefused(await send({ body, headers: { accept: RESPONSE } }), 400, named);
  });

  it("when a body has keys that nobody knows, then they count for nothing", async () => {
    const response = await send({ body: { query: "{ __typename }", unknown: { query: "{ nothing }" } } });
    expect([response.status, await response.json()]).toMatchObject([200, { data: { __typename: "Query" } }]);
  });

  it.each([
    [
      "two queries",
      [
        ["query", "{ __typename }"],
        ["query", "{ __schema { __typename } }"],
      ],
      /'query'.*once/,
    ],
    [
      "two variables",
      [
        ["query", "{ __typename }"],
        ["variables", "{}"],
        ["variables", "{}"],
      ],
      /'variables'.*once/,
    ],
    [
      "variables that are no JSON",
      [
        ["query", "{ __typename }"],
        ["variables", "{"],
      ],
      /variables/,
    ],
    [
      "variables that are a list",
      [
        ["query", "{ __typename }"],
        ["variables", "[]"],
      ],
      /variables/,
    ],
    [
      "extensions that are a text",
      [
        ["query", "{ __typename }"],
        ["extensions", '"x"'],
      ],
      /extensions/,
    ],
    ["no query", [["operationName", "A"]], /query/],
  ] as const)("when an address has %s, then 400 says so", async (_name, params, named) => {
    await expectRefused(await send({ method: "GET", params }), 400, named);
  });

  it.each(["a b", "[", "%", "a:99999", "@", "elsewhere.example/path"])(
    "when the header Host is %p, then it makes no difference",
    async (host) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${token}`, "apollo-require-preflight": "1" };
        const address = `${node.url}/graphql?query=%7B__typename%7D`;
        httpRequest(address, { headers, agent: false }, resolve).on("error", reject).end();
      });
      response.resume();
      expect(response.statusCode).toBe(200);
    },
  );
});
