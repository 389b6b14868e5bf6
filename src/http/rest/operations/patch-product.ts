import type { Static } from "@sinclair/typebox";
import { adjustStock } from "../../../usecases/adjust-stock.js";
import { setStock } from "../../../usecases/set-stock.js";
import type { UseCaseDeps } from "../../../usecases/use-case.js";
import { invalidInput } from "../../invalid-fields.js";
import { changed } from "../answers.js";
import { changeItem } from "../change-item.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, IF_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { inPath } from "../refusals.js";
import { InventoryItem, toInventoryItem } from "../schemas/item.js";
import { ByProduct, PatchBody } from "../schemas/requests.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{
    route: "PATCH /v1/products/:productId/inventory",
    operationId: "updateProductInventory",
    tag: "Admin",
  },
  summary: "Set what is on hand of a product, or change it by a difference",
  description:
    "In one warehouse, never below what is held there. Exactly one of quantity and delta is given.",
  parts: { params: ByProduct, body: PatchBody },
  headers: { ...IDEMPOTENCY_KEY, ...IF_MATCH },
  answers: { 200: changed(InventoryItem) },
  problems: [
    ...(["NOT_FOUND", "INSUFFICIENT_STOCK", "STALE_VERSION"] as const),
    ...(["INVALID_INPUT", "INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

export function patchProduct(scope: RestScope, given: RestDeps): void {
  scope.patch("/v1/products/:productId/inventory", { schema }, async (request, reply) => {
    const { body } = request;
    const command = commandOf(given.deps, request.params.productId, body);
    return changeItem(
      { request, reply, given },
      {
        ...{ right: "inventory:admin", expectedVersion: body.expectedVersion, show: toInventoryItem },
        places: { productVariantId: inPath("productId") },
        run: command,
      },
    );
  });
}

type Command = Parameters<typeof changeItem>[1]["run"];

function commandOf(deps: UseCaseDeps, productVariantId: string, body: Static<typeof PatchBody>): Command {
  const { quantity, delta, warehouseId, reason } = body;
  const common = { productVariantId, warehouseId, reason };
  if (typeof quantity === "number" && typeof delta !== "number") {
    return (guards, caller) =>
      setStock(deps, { ...common, quantity, changeFromQuantity: null, ...guards }, caller);
  }
  if (typeof delta === "number" && typeof quantity !== "number") {
    return (guards, caller) =>
      adjustStock(deps, { ...common, delta, changeType: "ADJUSTMENT", ...guards }, caller);
  }
  const detail = "Exactly one of quantity and delta must be given.";
  throw invalidInput([
    { code: "INVALID_INPUT", detail, in: "body", field: "quantity", pointer: "#/quantity" },
  ]);
}
