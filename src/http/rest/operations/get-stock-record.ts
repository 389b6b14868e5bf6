import { NOT_MODIFIED, representation } from "../answers.js";
import type { RestDeps } from "../deps.js";
import { itemFinder } from "../find-item.js";
import { IF_NONE_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { sendRepresentation } from "../representation.js";
import { ByProduct } from "../schemas/requests.js";
import { StockRecord, toStockRecord } from "../schemas/stock-record.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{ route: "GET /api/inventory/:productId", operationId: "getStockRecord", tag: "Inventory entity" },
  summary: "Check the stock of a single item",
  description: "The same item as /api/v1/inventory/{productVariantId}, by the entity's names.",
  parts: { params: ByProduct },
  headers: IF_NONE_MATCH,
  answers: { 200: representation("The entity.", StockRecord), 304: NOT_MODIFIED },
  problems: ["NOT_FOUND", "INVALID_INPUT"],
});

export function getStockRecord(scope: RestScope, deps: RestDeps): void {
  const find = itemFinder(deps);
  scope.get("/api/inventory/:productId", { schema }, async (request, reply) => {
    const item = await find(request, ["productId", request.params.productId]);
    return sendRepresentation(request, reply, toStockRecord(item), item.version);
  });
}
