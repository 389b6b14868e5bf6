import { setStock } from "../../../usecases/set-stock.js";
import { changed } from "../answers.js";
import { changeItem } from "../change-item.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, IF_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { inBody } from "../refusals.js";
import { AuditBody } from "../schemas/requests.js";
import { StockRecord, toStockRecord } from "../schemas/stock-record.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{ route: "POST /api/inventory/audit", operationId: "auditStock", tag: "Inventory entity" },
  summary: "Manually correct the stock count",
  description:
    "Sets what is on hand in one warehouse to what was counted, never below what is held there. A count that finds what was there changes nothing.",
  parts: { body: AuditBody },
  headers: { ...IDEMPOTENCY_KEY, ...IF_MATCH },
  answers: { 200: changed(StockRecord) },
  problems: [
    ...(["NOT_FOUND", "INSUFFICIENT_STOCK", "STALE_VERSION"] as const),
    ...(["INVALID_INPUT", "INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

export function auditStock(scope: RestScope, given: RestDeps): void {
  scope.post("/api/inventory/audit", { schema }, async (request, reply) => {
    const { productId, quantity, warehouseId, reason, expectedVersion } = request.body;
    const count = { productVariantId: productId, quantity, changeFromQuantity: null, warehouseId, reason };
    return changeItem(
      { request, reply, given },
      {
        ...{ right: "inventory:admin", expectedVersion, show: toStockRecord },
        places: { productVariantId: inBody("productId") },
        run: (guards, caller) => setStock(given.deps, { ...count, ...guards }, caller),
      },
    );
  });
}
