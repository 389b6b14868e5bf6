/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { openEmbeddedIssuer } from "../../src/auth/embedded-issuer.js";
import { post, reserve, stockUp, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query, uniqueName } from "../support/services.js";
import { signingKeyOf } from "../support/tokens.js";

let service: RunningService;

beforeAll(async () => {
  // The audit's lines do not depend on the level of the others.
  service = await openService({ LOG_LEVEL: "error" });
}, 60_000);

afterAll(() => service.close());

const audited = (line: Record<string, unknown>) =>
  service.logged().filter((each) => Object.entries(line).every(([name, value]) => each[name] === value));

/** A token confined to some warehouses, which only an issuer of one's own makes. */
async function confined(warehouses: readonly string[]): Promise<string> {
  const key = await signingKeyOf(service.database.url);
  const issuer = await openEmbeddedIssuer({ load: async () => key, save: async () => key });
  return (await issuer.issue({ role: "admin", warehouses })).token;
}

const ADJUST = `mutation Adjust($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`;
const purchase = (productVariantId: string, delta = 1) => ({
  query: ADJUST,
  variables: { input: { productVariantId, delta, changeType: "PURCHASE", reason: "whispered" } },
});

describe("the ledger", () => {
  const rightsOf = (id: string) =>
    query<object>(
      service.database.url,
      "SELECT kind, actor, by_right, confined_to FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version",
      [id],
    );

  it("when stock is changed by different rights, then each entry says by which, and how far it reached", async () => {
    const id = await stockUp(service.url, service.token, uniqueName("item"), 5);
    const orders = await tokenFor(service, "order-service");
    await reserve(service.url, orders, uniqueName("order"), [{ productVariantId: id, quantity: 1 }]);
    await post(service.url, await confined(["MAIN", "elsewhere"]), purchase(id));
    expect(await rightsOf(id)).toEqual([
      { kind: "PURCHASE", actor: "admin", by_right: "inventory:adjust", confined_to: null },
      { kind: "RESERVATION", actor: "order-service", by_right: "inventory:reserve", confined_to: null },
      { kind: "PURCHASE", actor: "admin", by_right: "inventory:adjust", confined_to: ["MAIN", "elsewhere"] },
    ]);
    const asked = `query Q($id: ID!) { inventoryItem(productVariantId: $id) { ledger { edges { node { right confinedTo } } } } }`;
    const { body } = await post(service.url, service.token, { query: asked, variables: { id } });
    expect(body.data).toMatchObject({
      inventoryItem: {
        ledger: {
          edges: [
            { node: { right: "inventory:adjust", confinedTo: ["MAIN", "elsewhere"] } },
            { node: { right: "inventory:reserve", confinedTo: null } },
            { node: { right: "inventory:adjust", confinedTo: null } },
          ],
        },
      },
    });
  });

  it("when a sale names the order that holds the stock, then it is the reserver's right that made it", async () => {
    const id = await stockUp(service.url, service.token, uniqueName("item"), 5);
    const orderId = uniqueName("order");
    await reserve(service.url, service.token, orderId, [{ productVariantId: id, quantity: 2 }]);
    const input = { productVariantId: id, delta: -2, changeType: "SALE", orderId };
    const { body } = await post(service.url, service.token, { query: ADJUST, variables: { input } });
    expect(body.data).toEqual({ adjustStock: { userErrors: [] } });
    expect((await rightsOf(id)).at(-1)).toMatchObject({ kind: "SALE", by_right: "inventory:reserve" });
  });

  it("when a hold has expired, then the system has booked it by nobody's right", async () => {
    const id = await stockUp(service.url, service.token, uniqueName("item"), 5);
    const query = `mutation R($input: ReserveStockInput!) { reserveStock(input: $input) { userErrors { code } } }`;
    const lines = [{ productVariantId: id, quantity: 1 }];
    const input = { orderId: uniqueName("order"), lines, ttlSeconds: 1 };
    await post(service.url, service.token, { query, variables: { input } });
    await eventually(
      async () =>
        expect((await rightsOf(id)).at(-1)).toEqual({
          ...{ kind: "EXPIRY", actor: "system", by_right: "system", confined_to: null },
        }),
      { timeoutMs: 60_000 },
    );
  }, 70_000);
});

describe("the audit's log", () => {
  it("when stock is adjusted, then one line has who, by which right, on what, from where and its outcome, and no more of what was sent", async () => {
    const id = await stockUp(service.url, service.token, uniqueName("item"), 7);
    const correlationId = uniqueName("request");
    await post(service.url, await confined(["MAIN"]), purchase(id, 4_711), {
      "x-correlation-id": correlationId,
    });
    expect(audited({ correlationId })).toEqual([
      {
        ...{ level: 30, time: expect.any(String), msg: "audit: done", operation: "adjust", outcome: "DONE" },
        ...{ of: { items: [id] }, subject: "admin", right: "inventory:adjust", warehouses: ["MAIN"] },
        ...{ correlationId, address: "127.0.0.1" },
      },
    ]);
    expect(service.log.join("")).not.toMatch(/whispered|4711/);
  });

  it("when what was asked for is refused by a rule, then the line has its code", async () => {
    const correlationId = uniqueName("request");
    await post(service.url, service.token, purchase("unknown"), { "x-correlation-id": correlationId });
    expect(audited({ correlationId })).toMatchObject([{ outcome: "NOT_FOUND", of: { items: ["unknown"] } }]);
  });

  it("when stock is reserved, then it is everyday, and the ledger's alone", async () => {
    const id = await stockUp(service.url, service.token, uniqueName("item"), 5);
    await reserve(service.url, service.token, uniqueName("order"), [{ productVariantId: id, quantity: 1 }]);
    expect(audited({ operation: "reserve" })).toEqual([]);
  });

  it("when an operator acts on the pipeline, then the line says so", async () => {
    const correlationId = uniqueName("request");
    const query = `mutation { replayEvents(input: { queue: "nobody" }) { count userErrors { code } } }`;
    const { body } = await post(service.url, service.token, { query }, { "x-correlation-id": correlationId });
    expect(body).toMatchObject({ data: { replayEvents: { userErrors: [] } } });
    expect(audited({ correlationId })).toMatchObject([
      { operation: "replayEvents", subject: "admin", right: "inventory:admin", outcome: "DONE" },
    ]);
  });

  it("when a right is lacking, by GraphQL, by a field of it or by a route, then the line says who and for what", async () => {
    const storefront = await tokenFor(service, "storefront");
    const id = await stockUp(service.url, service.token, uniqueName("item"), 1);
    const headers = { "x-correlation-id": uniqueName("request") };
    await post(service.url, storefront, purchase(id), headers);
    const query = `{ inventoryItem(productVariantId: "${id}") { ledger { totalCount } } }`;
    await post(service.url, storefront, { query }, headers);
    await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${storefront}`, ...headers } });
    const turned = { level: 40, msg: "audit: turned away", code: "FORBIDDEN", subject: "storefront" };
    const about = { warehouses: null, correlationId: headers["x-correlation-id"], address: "127.0.0.1" };
    expect(audited({ correlationId: headers["x-correlation-id"] })).toMatchObject([
      {
        ...turned,
        ...about,
        operation: "Mutation.adjustStock",
        reason: "This needs the scope inventory:adjust.",
      },
      { ...turned, ...about, operation: "InventoryItem.ledger" },
      { ...turned, ...about, operation: "GET /metrics", reason: "This needs the scope inventory:admin." },
    ]);
  });

  it("when a token is bad, on HTTP or on a socket, then the line says why, and has nothing of the token", async () => {
    const forged = `${service.token.slice(0, -6)}abcdef`;
    const correlationId = uniqueName("request");
    await post(service.url, forged, { query: "{ feedPosition }" }, { "x-correlation-id": correlationId });
    const socket = new WebSocket(`${service.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    socket.on("open", () =>
      socket.send(
        JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${forged}` } }),
      ),
    );
    await new Promise((resolve) => socket.on("close", resolve));
    const turned = { level: 40, code: "UNAUTHENTICATED", subject: null, address: "127.0.0.1" };
    expect(audited({ correlationId })).toMatchObject([{ ...turned, operation: "POST /graphql" }]);
    expect(audited({ operation: "WebSocket /graphql" })).toMatchObject([turned]);
    for (const part of forged.split(".")) expect(service.log.join("")).not.toContain(part.slice(0, 20));
  });

  // Last: it uses up what a minute has.
  it("when bad tokens come in a flood, then the log is bounded, and a line later tells how many it has left out", async () => {
    const before = audited({ code: "UNAUTHENTICATED" }).length;
    const one = () => fetch(`${service.url}/metrics`).then(({ status }) => status);
    for (let sent = 0; sent < 600; sent += 20) {
      expect(await Promise.all(Array.from({ length: 20 }, one))).toEqual(
        Array.from({ length: 20 }, () => 401),
      );
    }
    const after = audited({ code: "UNAUTHENTICATED" }).length;
    expect(after).toBeGreaterThan(before);
    // A minute may have turned in between.
    expect(after).toBeLessThanOrEqual(2 * 120);
  });
});
