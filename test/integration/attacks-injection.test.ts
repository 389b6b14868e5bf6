/** @needs postgres redis rabbitmq */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";
import { textPlaces } from "../support/attacks/text-places.js";
import { post, stockUp } from "../support/cluster.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query } from "../support/services.js";
import { runStock } from "../support/stock-command.js";
import { openStockFiles } from "../support/stock-file.js";
import { recordStatements } from "../support/statements.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

/** Stands in each payload, and so in whatever is made of one. */
const MARK = "mark4711";
const SQL = [
  `${MARK}'; DROP TABLE inventory; --`,
  `${MARK}' OR '1'='1`,
  `${MARK}\\'; UPDATE warehouse SET name='${MARK}'; --`,
  `${MARK}'||(SELECT jwk::text FROM signing_key)||'`,
  `$1${MARK}$$; SELECT pg_sleep(60); $$`,
  `${MARK}"}]'::json); DELETE FROM stock_level; --`,
  `%_${MARK}%`,
];
const OF_DATABASES =
  /syntax error|SQLSTATE|pg_|relation "|column "|operator does not exist|invalid input syntax|prisma|"d":/i;

const PLACES = textPlaces(buildGraphqlSchema());

let service: RunningService;
let proxy: TcpProxy;
const statements = recordStatements();

beforeAll(async () => {
  service = await openService({}, async (url) => {
    proxy = await openTcpProxy(url, statements.watch);
    return proxy.url;
  });
}, 60_000);

afterAll(async () => {
  await service.close();
  await proxy.close();
});

interface Shot {
  readonly name: string;
  fire(): Promise<{ status: number; text: string }>;
}

const asText = async (response: Response) => ({ status: response.status, text: await response.text() });
const headers = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${service.token}`,
  ...more,
});

function graphqlShots(payload: string): Shot[] {
  return PLACES.map(({ name, request }) => ({
    name,
    async fire() {
      const { status, body } = await post(service.url, service.token, request(payload));
      return { status, text: JSON.stringify(body) };
    },
  }));
}

function restShots(payload: string): Shot[] {
  const id = encodeURIComponent(payload);
  const get = (path: string): Shot => ({
    name: `GET ${path}`,
    fire: async () => asText(await fetch(`${service.url}${path}`, { headers: headers() })),
  });
  const send = (method: string, path: string, body: object, more = {}): Shot => ({
    name: `${method} ${path} ${Object.keys(body).join()}`,
    fire: async () =>
      asText(
        await fetch(`${service.url}${path}`, {
          ...{ method, body: JSON.stringify(body) },
          headers: headers({ "content-type": "application/json", ...more }),
        }),
      ),
  });
  const order = { quantity: 1, orderId: payload };
  const sale = { productVariantId: payload, changeType: "SALE", quantitySold: 1, orderId: payload };
  return [
    get(`/api/v1/inventory/${id}`),
    get(`/api/v1/inventory?productVariantIds=${id}`),
    get(`/api/inventory/${id}`),
    get(`/event-schemas/${id}/${id}`),
    send("POST", `/api/v1/inventory/${id}/reserve`, { ...order, userId: payload, warehouseId: payload }),
    send("POST", `/api/v1/inventory/${id}/reserve`, order, { "idempotency-key": payload }),
    send("POST", `/api/v1/inventory/${id}/release`, { orderId: payload, reason: payload }),
    send("POST", "/api/v1/inventory/adjust-stock", sale),
    send("POST", "/api/v1/inventory/adjust-stock", { ...sale, changeType: payload }),
    send("PATCH", `/v1/products/${id}/inventory`, { delta: 1 }),
    send("PATCH", `/v1/products/${id}/inventory`, { quantity: 1 }, { "if-match": `"${payload}"` }),
    send("POST", "/api/inventory/add", { productId: payload, quantity: 1 }),
    send("POST", "/api/inventory/audit", { productId: payload, quantity: 1, reason: payload }),
    send("POST", "/api/inventory/check", [payload]),
    get(`/oauth/token?client_id=${id}`),
  ];
}

describe("SQL in text", () => {
  const stock = () =>
    query<{ rows: string }>(
      service.database.url,
      `SELECT (SELECT json_agg(i) FROM inventory i WHERE product_variant_id = 'victim')::text
        || (SELECT json_agg(l) FROM stock_level l WHERE product_variant_id = 'victim')::text
        || (SELECT json_agg(w) FROM warehouse w WHERE code = 'MAIN')::text
        || (SELECT json_agg(table_name ORDER BY 1) FROM information_schema.tables WHERE table_schema = 'public')::text AS rows`,
    );

  it("when it stands in any argument or field, then it is a value: no statement has it, no answer tells of SQL, nothing else changes", async () => {
    await stockUpVictim();
    const before = await stock();
    const shots = SQL.flatMap((payload) => [...graphqlShots(payload), ...restShots(payload)]);
    expect(shots.length).toBeGreaterThan(500);
    const failed: string[] = [];
    await inTurns(shots, async ({ name, fire }) => {
      const { status, text } = await fire();
      const hidden = text.replaceAll(/mark4711[^]*?(?=["}])/g, "");
      if (status >= 500 || /INTERNAL_SERVER_ERROR|VALIDATION_FAILED/.test(text) || OF_DATABASES.test(hidden))
        failed.push(`${name}: ${status} ${text.slice(0, 300)}`);
    });
    expect(failed).toEqual([]);
    expect(await stock()).toEqual(before);
    expect(statements.sent.length).toBeGreaterThan(shots.length / 10);
    expect(statements.sent.filter((sql) => sql.includes(MARK))).toEqual([]);
  }, 120_000);

  it("when it was stored, then it comes back as it was, and as a filter finds itself alone", async () => {
    const id = `${MARK}' OR '1'='1`;
    await stockUp(service.url, service.token, id, 3);
    const asked = `query Q($id: ID!, $sku: String!) {
      inventoryItem(productVariantId: $id) { productVariantId quantity }
      inventory(filter: { skuPrefix: $sku }) { totalCount }
    }`;
    const variables = { id, sku: "%_" };
    const { body } = await post(service.url, service.token, { query: asked, variables });
    expect(body.data).toEqual({
      inventoryItem: { productVariantId: id, quantity: 3 },
      inventory: { totalCount: 0 },
    });
  });
});

async function stockUpVictim(): Promise<void> {
  await stockUp(service.url, service.token, "victim", 5);
}

/** Some at once: what one has changed may be what another meets. */
async function inTurns<T>(all: readonly T[], each: (one: T) => Promise<void>, lanes = 4): Promise<void> {
  const rest = [...all];
  const lane = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await each(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

describe("keys that objects inherit", () => {
  const POISON = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
  const ASK = "query Q($input: JSON, $id: ID!) { inventoryItem(productVariantId: $id) { productVariantId } }";
  const json = (path: string, body: string, method = "POST") =>
    fetch(`${service.url}${path}`, {
      method,
      body,
      headers: headers({ "content-type": "application/json" }),
    });

  afterEach(() => {
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(OWN);
  });
  const OWN = Object.getOwnPropertyNames(Object.prototype);

  it.each([
    ["the body of GraphQL", "/graphql", POISON],
    ["variables", "/graphql", `{"query":${JSON.stringify(ASK)},"variables":${POISON}}`],
    [
      "an input",
      "/graphql",
      `{"query":"mutation M($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }","variables":{"input":${POISON}}}`,
    ],
    ["extensions", "/graphql", `{"query":"{ feedPosition }","extensions":${POISON}}`],
    [
      "a subscription's body",
      "/graphql/stream",
      `{"query":"subscription { stockStatusChanged { newStatus } }","variables":${POISON}}`,
    ],
    ["a reservation", "/api/v1/inventory/a/reserve", POISON],
    ["an adjustment", "/api/v1/inventory/adjust-stock", POISON],
    ["a check", "/api/inventory/check", `[${POISON}]`],
  ])("when they are in %s, then it is refused or ignored, and no object has them", async (_, path, body) => {
    const response = await json(path, body);
    expect(response.status).toBeLessThan(500);
    expect(await response.text()).not.toMatch(/polluted|INTERNAL_SERVER_ERROR/);
  });

  it("when they are in a query string, a form or a header, then they are text", async () => {
    const query = "__proto__[polluted]=yes&constructor[prototype][polluted]=yes&__proto__.polluted=yes";
    for (const path of [
      `/graphql?query={feedPosition}&${query}`,
      `/api/v1/inventory?productVariantIds=a&${query}`,
    ]) {
      const more = { "apollo-require-preflight": "1", __proto__: "yes", "constructor.prototype": "yes" };
      const response = await fetch(`${service.url}${path}`, { headers: headers(more) });
      expect(response.status).toBeLessThan(500);
    }
    const form = new URLSearchParams(`grant_type=client_credentials&client_id=storefront&${query}`);
    const response = await fetch(`${service.url}/oauth/token`, { method: "POST", body: form });
    expect(response.status).toBe(200);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "when an item's id is %s, then it is an id like any other",
    async (id) => {
      await stockUp(service.url, service.token, id, 2);
      const asked =
        "query Q($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { productVariantId quantity } }";
      const { body } = await post(service.url, service.token, {
        query: asked,
        variables: { ids: [id, "valueOf"] },
      });
      expect(body.data).toEqual({ inventoryItems: [{ productVariantId: id, quantity: 2 }, null] });
      const checked = await json("/api/inventory/check", JSON.stringify([id, "valueOf"]));
      expect(await checked.text()).toBe(`{${JSON.stringify(id)}:2,"valueOf":0}`);
      expect((await fetch(`${service.url}/event-schemas/${id}/${id}`)).status).toBe(404);
    },
  );

  it.each(["csv", "ndjson"] as const)(
    "when they are columns of a file in %s, then the file is refused or its rows are",
    async (format) => {
      const texts = {
        csv: "productVariantId,__proto__,constructor.prototype.polluted,quantity\nfrom-csv,yes,yes,1\n",
        ndjson:
          '{"productVariantId":"from-ndjson","__proto__":{"polluted":"yes","quantity":5},"constructor":{"prototype":{"polluted":"yes"}}}\n',
      };
      const files = await openStockFiles();
      const path = await files.write(`poison.${format}`, texts[format]);
      const { exitCode, stderr } = await runStock(["import", path], { DATABASE_URL: service.database.url });
      await files.remove();
      expect(exitCode).toBeGreaterThan(0);
      expect(stderr).toContain("__proto__");
      expect(stderr).not.toMatch(/TypeError|node_modules/);
    },
    60_000,
  );
});
