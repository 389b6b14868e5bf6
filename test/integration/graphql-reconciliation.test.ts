/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { RECONCILE, RECONCILIATION, RECONCILIATIONS } from "../support/client/reconciliation-documents.js";
import { createClient, type Client } from "../support/client/client.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";
import { figures, openWarehouseStub, type WarehouseStub } from "../support/warehouse-stub.js";

let database: FreshDatabase;
let warehouse: WarehouseStub;
let node: GraphqlNode;
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  warehouse = await openWarehouseStub();
  const environment = {
    RECONCILE_URL: warehouse.url,
    RECONCILE_TOKEN: "its-token",
    RECONCILE_TOLERANCE_MS: "0",
  };
  node = await openGraphqlNode(database.url, { environment });
  admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
});

afterAll(async () => {
  await node.close();
  await warehouse.close();
  await database.drop();
});

async function reconcile(input: { dryRun?: boolean; idempotencyKey?: string }): Promise<string> {
  const { reconcileStock } = await admin.ask(RECONCILE, { input });
  expect(reconcileStock.userErrors).toEqual([]);
  return reconcileStock.reconciliation?.id ?? "";
}

async function ended(id: string, more: { first?: number; after?: string | null } = {}) {
  return eventually(async () => {
    const { reconciliation } = await admin.ask(RECONCILIATION, { id, ...more });
    expect(reconciliation?.state).not.toBe("RUNNING");
    return reconciliation;
  });
}

describe("reconcileStock", () => {
  it("when it is asked for, then it answers at once, and tells what was found, page by page", async () => {
    warehouse.answer(figures([1, 2, 3].map((n) => ({ productVariantId: `unknown-${n}`, quantity: n }))));
    const id = await reconcile({ idempotencyKey: "once" });
    const first = await ended(id, { first: 2 });
    expect(first).toMatchObject({ state: "DONE", compared: 3, remaining: 3, differences: { totalCount: 3 } });
    const outcomes = first?.differences.edges.map((edge) => [edge.node.productVariantId, edge.node.code]);
    expect(outcomes).toEqual([
      ["unknown-1", "NOT_FOUND"],
      ["unknown-2", "NOT_FOUND"],
    ]);
    const rest = await ended(id, { first: 2, after: first?.differences.pageInfo.endCursor ?? null });
    expect(rest?.differences.edges.map((edge) => edge.node.sourceRow)).toEqual(["3"]);
    expect(await reconcile({ idempotencyKey: "once" })).toBe(id);
    expect(warehouse.asked).toEqual([{ path: "/stock", authorization: "Bearer its-token" }]);
    expect((await admin.ask(RECONCILIATIONS, {})).reconciliations).toMatchObject({ totalCount: 1 });
  });

  it("when one is under way, then a second is told which; when its node stops, that one is abandoned", async () => {
    warehouse.answer((_request, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.flushHeaders();
    });
    const id = await reconcile({ dryRun: false });
    const { reconcileStock } = await admin.ask(RECONCILE, { input: { dryRun: true } });
    expect(reconcileStock).toMatchObject({
      reconciliation: { id },
      userErrors: [{ code: "ALREADY_EXISTS" }],
    });
    await node.close();
    node = await openGraphqlNode(database.url);
    admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
    expect(await ended(id)).toMatchObject({
      state: "ABANDONED",
      lastError: "The process that ran it was stopped.",
    });
    const without = await admin.ask(RECONCILE, {});
    expect(without.reconcileStock).toMatchObject({
      reconciliation: null,
      userErrors: [{ message: "No source of figures is configured (RECONCILE_URL, RECONCILE_FILE)." }],
    });
  });
});
