/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { post, stockUp } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { figures, openWarehouseStub, type WarehouseStub } from "../support/warehouse-stub.js";

let warehouse: WarehouseStub;
let service: RunningService;

beforeAll(async () => {
  warehouse = await openWarehouseStub(
    figures([
      { productVariantId: "right", quantity: 5 },
      { productVariantId: "wrong", quantity: 4 },
      { productVariantId: "unheard-of", quantity: 1 },
    ]),
  );
  service = await openService({ RECONCILE_URL: warehouse.url, RECONCILE_TOLERANCE_MS: "0" });
}, 60_000);
afterAll(async () => {
  await service.close();
  await warehouse.close();
}, 60_000);

it("when a reconciliation is over, then the log has its report, in one line with every count", async () => {
  for (const id of ["right", "wrong"]) await stockUp(service.url, service.token, id, 5);
  const query =
    "mutation { reconcileStock(input: { dryRun: false }) { reconciliation { id } userErrors { message } } }";
  const { body } = await post<{ reconcileStock: { reconciliation: { id: string } } }>(
    service.url,
    service.token,
    { query },
  );
  const id = body.data?.reconcileStock.reconciliation.id;
  expect(id).toBeDefined();
  await eventually(
    () => {
      const reports = service
        .logged()
        .filter((line) => line["reconciliationId"] === id && "compared" in line);
      expect(reports).toEqual([
        expect.objectContaining({ compared: 3, agreeing: 1, corrected: 1, remaining: 1, state: "DONE" }),
      ]);
    },
    { timeoutMs: 60_000 },
  );
});
