import type { RestDeps } from "../deps.js";
import { itemFinder } from "../find-item.js";
import { IF_NONE_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { sendRepresentation } from "../representation.js";
import { InventoryItem, toInventoryItem } from "../schemas/item.js";
import { ByVariant } from "../schemas/requests.js";
import type { RestScope } from "../scope.js";
import { NOT_MODIFIED, representation } from "../answers.js";

const schema = describe({
  ...{ route: "GET /api/v1/inventory/:productVariantId", operationId: "getInventoryItem", tag: "Stock" },
  summary: "What one variant has in stock",
  description: "Over all warehouses; a hold that has expired counts as given back.",
  parts: { params: ByVariant },
  headers: IF_NONE_MATCH,
  answers: { 200: representation("The item.", InventoryItem), 304: NOT_MODIFIED },
  problems: ["NOT_FOUND", "INVALID_INPUT"],
});

export function getItem(scope: RestScope, deps: RestDeps): void {
  const find = itemFinder(deps);
  scope.get("/api/v1/inventory/:productVariantId", { schema }, async (request, reply) => {
    const { productVariantId } = request.params;
    const item = await find(request, ["productVariantId", productVariantId]);
    return sendRepresentation(request, reply, toInventoryItem(item), item.version);
  });
}
