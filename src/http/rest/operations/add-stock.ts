import { adjustStock } from "../../../usecases/adjust-stock.js";
import { changed } from "../answers.js";
import { changeItem } from "../change-item.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, IF_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { inBody } from "../refusals.js";
import { AddBody } from "../schemas/requests.js";
import { StockRecord, toStockRecord } from "../schemas/stock-record.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{ route: "POST /api/inventory/add", operationId: "addStock", tag: "Inventory entity" },
  summary: "Manually add stock",
  description: "A PURCHASE into one warehouse.",
  parts: { body: AddBody },
  headers: { ...IDEMPOTENCY_KEY, ...IF_MATCH },
  answers: { 200: changed(StockRecord) },
  problems: [
    ...(["NOT_FOUND", "STALE_VERSION"] as const),
    ...(["INVALID_INPUT", "INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

export function addStock(scope: RestScope, given: RestDeps): void {
  scope.post("/api/inventory/add", { schema }, async (request, reply) => {
    const { productId, quantity, warehouseId, reason, expectedVersion } = request.body;
    const input = { productVariantId: productId, delta: quantity, changeType: "PURCHASE" as const };
    return changeItem(
      { request, reply, given },
      {
        ...{ right: "inventory:admin", expectedVersion, show: toStockRecord },
        places: { productVariantId: inBody("productId"), delta: inBody("quantity") },
        run: (guards, caller) =>
          adjustStock(given.deps, { ...input, warehouseId, reason, ...guards }, caller),
      },
    );
  });
}
