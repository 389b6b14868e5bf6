/** @needs postgres */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { createClient } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { restClient, type Rest, type RestAnswer, type RestRequest } from "../support/rest.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";
import { forge, signingKeyOf } from "../support/tokens.js";

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, Response>;
}
interface Response {
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, { readonly schema: object }>;
}

const document = JSON.parse(readFileSync("openapi.json", "utf8")) as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

let database: FreshDatabase;
let node: GraphqlNode;
/** Who may do everything, nothing, is not known, and has one point a second. */
let clients: Record<"admin" | "stranger" | "nobody" | "greedy", Rest>;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url, { environment: { RATE_LIMIT_CLIENTS: "greedy=1/1" } });
  const key = await signingKeyOf(database.url);
  const token = (claims: Record<string, unknown>) => forge(key, { claims });
  clients = {
    admin: restClient(node.url, await token({})),
    stranger: restClient(node.url, await token({ sub: "stranger", roles: [] })),
    nobody: restClient(node.url, null),
    greedy: restClient(node.url, await token({ sub: "greedy" })),
  };
}, 60_000);

afterAll(async () => {
  await node.close();
  await database.drop();
}, 60_000);

/** Answers that were seen, as `operationId status`. */
const seen = new Set<string>();
const validators = new Map<string, ValidateFunction>();
const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true, validateFormats: true }));
ajv.addSchema(document, "openapi.json");

/** As the document has it: the status, the media type, the headers and the body. */
function expectDescribed(operationId: string, answer: RestAnswer): void {
  const path = Object.entries(document.paths).find(([, methods]) =>
    Object.values(methods).some((operation) => operation.operationId === operationId),
  );
  const [method, operation] = Object.entries(path?.[1] ?? {}).find(
    ([, each]) => each.operationId === operationId,
  ) as [string, Operation];
  const status = operation.responses[answer.status] ? String(answer.status) : `${String(answer.status)[0]}XX`;
  const described = operation.responses[status];
  if (!described) throw new Error(`${operationId} does not describe ${answer.status}`);
  seen.add(`${operationId} ${status}`);
  for (const name of Object.keys(described.headers ?? {})) {
    if (/^ratelimit/i.test(name) && status !== "429") continue;
    expect([name, answer.headers.get(name)]).toEqual([name, expect.stringMatching(/./)]);
  }
  const [media] = Object.keys(described.content ?? {});
  if (media === undefined) return expect(answer.body).toBeNull();
  expect(answer.headers.get("content-type")?.split(";")[0]).toBe(media);
  const escaped = (path?.[0] ?? "").replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B");
  const place = `/paths/${escaped.replaceAll("}", "%7D")}/${method}/responses/${status}`;
  const at = `openapi.json#${place}/content/${media.replaceAll("/", "~1")}/schema`;
  const validate = validators.get(at) ?? ajv.compile({ $ref: at });
  validators.set(at, validate);
  validate(answer.body);
  expect([operationId, answer.status, answer.body, validate.errors]).toEqual([
    ...[operationId, answer.status, answer.body, null],
  ]);
}

const ID = "mug";
const LONG = "x".repeat(65);
const TOO_LONG = "x".repeat(1_000);
const HUGE = { filler: "x".repeat(300_000) };

/** What each operation is asked, so that it goes well; with `:id` for the variant. */
const GOOD: Record<string, { what: string; body?: object }> = {
  getInventoryItem: { what: "GET /api/v1/inventory/:id" },
  listInventoryItems: { what: "GET /api/v1/inventory?productVariantIds=:id,unknown" },
  reserveStock: { what: "POST /api/v1/inventory/:id/reserve", body: { quantity: 2, orderId: "order" } },
  releaseStock: { what: "POST /api/v1/inventory/:id/release", body: { orderId: "order", quantity: 1 } },
  adjustStock: {
    what: "POST /api/v1/inventory/adjust-stock",
    body: { productVariantId: ":id", changeType: "RETURN", quantity: 1 },
  },
  updateProductInventory: { what: "PATCH /v1/products/:id/inventory", body: { quantity: 40 } },
  getStockRecord: { what: "GET /api/inventory/:id" },
  checkStock: { what: "POST /api/inventory/check", body: [":id", "unknown"] },
  addStock: { what: "POST /api/inventory/add", body: { productId: ":id", quantity: 20 } },
  auditStock: {
    what: "POST /api/inventory/audit",
    body: { productId: ":id", quantity: 30, reason: "stocktaking" },
  },
};

type Asked = { what: string } & RestRequest;

function good(operationId: string, id: string, changes: Record<string, unknown> = {}): Asked {
  const { what, body } = GOOD[operationId] as { what: string; body?: object };
  const filled = body && (JSON.parse(JSON.stringify(body).replaceAll(":id", id)) as object);
  const changed = Array.isArray(filled) ? filled : { ...filled, ...changes };
  return { what: what.replace(":id", id), ...(body && { body: changed }) };
}

/** What is answered so, beside what any operation is answered with. */
const ASKED: Record<string, Record<number, Asked>> = {
  listInventoryItems: { 422: { what: "GET /api/v1/inventory" } },
  reserveStock: { 409: good("reserveStock", ID, { quantity: 1_000_000 }) },
  releaseStock: { 409: good("releaseStock", ID, { orderId: "over" }) },
  adjustStock: {
    409: good("adjustStock", ID, { expectedVersion: 99 }),
    422: good("adjustStock", ID, { quantity: 0 }),
  },
  updateProductInventory: { 409: good("updateProductInventory", ID, { expectedVersion: 99 }) },
  checkStock: { 422: { what: "POST /api/inventory/check", body: [LONG] } },
  addStock: {
    409: good("addStock", ID, { expectedVersion: 99 }),
    422: good("addStock", ID, { quantity: 0 }),
  },
  auditStock: {
    409: good("auditStock", ID, { quantity: 0 }),
    422: good("auditStock", ID, { reason: undefined }),
  },
};

function askedFor(operationId: string, status: number): Asked {
  const own = ASKED[operationId]?.[status];
  if (own) return own;
  const plain = good(operationId, ID);
  const withBody = plain.body !== undefined;
  switch (status) {
    case 400:
      return withBody ? { ...plain, body: "{" } : { what: `${plain.what}%zz` };
    case 404:
      return good(operationId, "unknown");
    case 412:
      return { ...plain, headers: { "if-match": '"99-x"' } };
    case 413:
      return { ...plain, body: HUGE };
    case 414:
      return good(operationId, TOO_LONG);
    case 415:
      return { ...plain, headers: { "content-type": "text/csv" } };
    case 422:
      return good(operationId, LONG);
    default:
      return plain;
  }
}

describe("the document", () => {
  it("when it is validated, then it is OpenAPI 3.1", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(readFileSync("openapi.json", "utf8"));
    expect([validator.version, valid, errors]).toEqual(["3.1", true, undefined]);
  });

  it("when it is asked for, then the one that was published is served", async () => {
    const { status, body, headers } = await clients.nobody("GET /openapi.json");
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(body).toEqual(document);
  });

  it("when operations are added, then each has a summary, a description, its right, and a sample here", () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(GOOD).sort());
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/.{10,}/),
        description: expect.stringMatching(/.{10,}/),
        security: [{ bearer: expect.anything() }],
      });
    }
  });
});

describe("what it says is answered", () => {
  const inStock = async () => {
    const graphql = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
    await graphql.ask(doc.CREATE_ITEM, { input: { productVariantId: ID } });
    const stocked = await clients.admin("POST /api/inventory/add", { body: { productId: ID, quantity: 50 } });
    expect(stocked.status).toBe(200);
    const over = { orderId: "over", quantity: 1 };
    await clients.admin(`POST /api/v1/inventory/${ID}/reserve`, { body: over });
    await clients.admin(`POST /api/v1/inventory/${ID}/release`, { body: over });
  };
  beforeAll(inStock, 60_000);

  const ask = ({ what, ...request }: Asked, client: keyof typeof clients = "admin") =>
    clients[client](what, request);

  it.each(Object.keys(GOOD))("when %s goes well, then as it is described", async (operationId) => {
    const answer = await ask(good(operationId, ID));
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    expectDescribed(operationId, answer);
    if (!operations.find((each) => each.operationId === operationId)?.responses["304"]) return;
    const headers = { "if-none-match": answer.headers.get("etag") as string };
    const again = await ask({ ...good(operationId, ID), headers });
    expect(again.status).toBe(304);
    expectDescribed(operationId, again);
  });

  const refused = operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses)
      .map(Number)
      .filter((status) => status >= 400 && status !== 429)
      .map((status): [string, number] => [operationId, status]),
  );
  it.each(refused)("when %s is asked amiss, then %i as it is described", async (operationId, status) => {
    const client = status === 401 ? "nobody" : status === 403 ? "stranger" : "admin";
    const answer = await ask(askedFor(operationId, status), client);
    expect([answer.status, answer.body]).toMatchObject([status, { status }]);
    expectDescribed(operationId, answer);
  });

  it.each(Object.keys(GOOD))("when %s is asked too often, then 429, and when to come again", async (id) => {
    let answer = await ask(good(id, ID), "greedy");
    for (let tries = 0; answer.status !== 429 && tries < 50; tries++) {
      answer = await ask(good(id, ID), "greedy");
    }
    expectDescribed(id, answer);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("when the database is gone, then every operation is refused by 5XX", async () => {
    await database.drop();
    for (const id of Object.keys(GOOD)) {
      const answer = await ask(good(id, ID));
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expectDescribed(id, answer);
    }
  }, 60_000);

  it("when all of this was seen, then nothing that is described was left out", () => {
    const described = operations.flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    expect([...seen].sort()).toEqual(described.sort());
  });
});
