/** @needs postgres */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Role } from "../../src/auth/rights.js";
import { PROBLEM_KINDS } from "../../src/http/problem-kinds.js";
import { openGraphqlNode } from "../support/graphql-node.js";
import { restClient, type Rest } from "../support/rest.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let admin: Rest;
let nobody: Rest;

beforeAll(async () => {
  shop = await openShop();
  admin = restClient(shop.node.url, (await shop.node.issuer.issue({ role: "admin" })).token);
  nobody = restClient(shop.node.url, null);
}, 60_000);
afterAll(() => shop.close(), 60_000);

const RESERVE = "POST /api/v1/inventory/x/reserve";

describe("what is refused", () => {
  it("when several fields are wrong, then all of them at once, with their places", async () => {
    const body = { quantity: 0, orderId: "", userId: 7, ttlSeconds: -1, "a/b": 1 };
    const { status, body: problem } = await admin(RESERVE, { body });
    expect(status).toBe(422);
    expect((problem.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      ...["#/a~1b", "#/orderId", "#/quantity", "#/ttlSeconds", "#/userId"],
    ]);
  });

  it.each([
    ["no JSON", "{", 400],
    ["a prototype's name", '{"__proto__": {"admin": true}}', 400],
    ["nothing", "", 400],
    ["no object", "[1]", 422],
    ["null", "null", 422],
    ["lone surrogates", '{"quantity":1,"orderId":"\\ud800"}', 422],
    ["NUL", '{"quantity":1,"orderId":"\\u0000"}', 422],
    ["a number beyond all", '{"quantity":1e400,"orderId":"o"}', 422],
    [
      "thousands of unknown names",
      `{${Array.from({ length: 1_500 }, (_, n) => `"k${n}":1`).join(",")}}`,
      422,
    ],
    ["too much", JSON.stringify("x".repeat(20_000)), 413],
  ])("when the body is %s, then %j is answered by a problem of few words", async (_name, body, status) => {
    const headers = { "content-type": "application/json" };
    const answer = await admin(RESERVE, { body, headers });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(8_000);
  });

  it("when a body is not UTF-8 or is compressed, then it is refused: another id would be stored for it", async () => {
    const url = `${shop.node.url}/api/v1/inventory/x/reserve`;
    const { token } = await shop.node.issuer.issue({ role: "admin" });
    const send = async (body: Buffer, more: Record<string, string> = {}) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...more };
      const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
      const { code } = (await response.json()) as { code: string };
      return [response.status, code];
    };
    const latin1 = Buffer.from('{"quantity":1,"orderId":"caf\u00e9"}', "latin1");
    expect(await send(latin1)).toEqual([400, "BAD_REQUEST"]);
    const gzip = gzipSync('{"quantity":1,"orderId":"o"}');
    const encoded = await send(gzip, { "content-encoding": "gzip" });
    expect(encoded).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    const plain = await send(Buffer.from('\ufeff{"quantity":1,"orderId":"caf\u00e9"}'), {
      "content-encoding": "identity",
    });
    expect(plain).toEqual([404, "NOT_FOUND"]);
  });

  it("when there is no such address or method, then 404, or 405 with those that there are", async () => {
    expect(await nobody("GET /api/v2/inventory")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    for (const [what, allow] of [
      ["DELETE /api/v1/inventory/x", "GET, HEAD"],
      ["GET /api/inventory/check/", null],
      ["PUT /v1/products/x/inventory", "PATCH"],
      ["POST /healthz", "GET, HEAD"],
    ] as const) {
      const { status, headers } = await nobody(what);
      expect([what, status, headers.get("allow")]).toEqual([what, allow === null ? 404 : 405, allow]);
    }
  });

  it("when nobody is known, then 401 says whether a token came", async () => {
    const none = await nobody("GET /api/v1/inventory/x");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    const bad = await nobody("GET /api/v1/inventory/x", { headers: { authorization: "Bearer nonsense" } });
    expect(bad.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    const other = await nobody("GET /api/v1/inventory/x", { headers: { authorization: "Basic eDp5" } });
    expect(other.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("when the token lacks the right, then 403 says that another one may have it", async () => {
    const { token } = await shop.node.issuer.issue({ role: "storefront" });
    const { status, headers } = await restClient(shop.node.url, token)(RESERVE, { body: {} });
    const challenge = 'Bearer error="insufficient_scope"';
    expect([status, headers.get("www-authenticate")]).toEqual([403, challenge]);
  });
});

describe("what goes with every answer", () => {
  it("when a correlation id is sent, then it is answered, problem or not, and stands in the ledger", async () => {
    const id = await shop.item();
    const headers = { "x-correlation-id": "trace-me" };
    const added = await admin("POST /api/inventory/add", { body: { productId: id, quantity: 1 }, headers });
    const missing = await admin("GET /api/v1/inventory/none", { headers });
    const lost = await admin("GET /nowhere", { headers });
    for (const answer of [added, missing, lost]) {
      expect(answer.headers.get("x-correlation-id")).toBe("trace-me");
    }
    expect([missing.body.correlationId, lost.body.correlationId]).toEqual(["trace-me", "trace-me"]);
    const { data } = await shop.admin.send<{ inventoryItem: object }, object>(
      `{ inventoryItem(productVariantId: "${id}") { ledger { edges { node { correlationId } } } } }`,
      {},
    );
    expect(data?.inventoryItem).toEqual({ ledger: { edges: [{ node: { correlationId: "trace-me" } }] } });
  });

  it("when a client has an allowance, then each answer says what is left, and a list costs its ids", async () => {
    const left = async (what: string) =>
      /^"client";r=(\d+);t=\d+$/.exec((await admin(what)).headers.get("ratelimit") ?? "")?.[1];
    const ids = Array.from({ length: 200 }, (_, n) => `id-${n}`).join(",");
    expect(await left("GET /api/v1/inventory/x")).toBeDefined();
    const answer = await admin(`GET /api/v1/inventory?productVariantIds=${ids}`);
    const full = /q=(\d+)/.exec(answer.headers.get("ratelimit-policy") ?? "")?.[1];
    const rest = /r=(\d+)/.exec(answer.headers.get("ratelimit") ?? "")?.[1];
    expect(Number(full) - Number(rest)).toBeGreaterThanOrEqual(200);
  });

  it("when a list has more ids than any may, then it costs no more than the longest that may", async () => {
    const node = await openGraphqlNode(shop.url, {
      environment: { RATE_LIMIT_POINTS_PER_SECOND: "1", RATE_LIMIT_BURST: "1000" },
      relays: false,
    });
    const ids = Array.from({ length: 5_000 }, (_, n) => `${n}`);
    const left = async (role: Role, what: string, body?: unknown) => {
      const { token } = await node.issuer.issue({ role });
      const { status, headers } = await restClient(node.url, token)(what, { body });
      const rest = /r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1];
      return { status, hasMost: Number(rest) >= 700 };
    };
    const checked = await left("storefront", "POST /api/inventory/check", ids);
    const listed = await left(
      "admin",
      `GET /api/v1/inventory?productVariantIds=${ids.slice(0, 2_000).join(",")}`,
    );
    await node.close();
    expect([checked, listed]).toEqual(Array(2).fill({ status: 422, hasMost: true }));
  });

  it("when a problem's type is followed, then it tells what it means", async () => {
    for (const [code, { status }] of Object.entries(PROBLEM_KINDS)) {
      const page = await nobody(`GET /problems/${code.toLowerCase().replaceAll("_", "-")}`);
      expect([page.status, page.body]).toMatchObject([200, { code, status, meaning: expect.any(String) }]);
    }
    expect((await nobody("GET /problems/__proto__")).status).toBe(404);
  });
});
