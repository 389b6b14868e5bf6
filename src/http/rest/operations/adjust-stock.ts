import type { Static } from "@sinclair/typebox";
import type { FastifyRequest } from "fastify";
import { callerOf } from "../../../auth/identify.js";
import { authorize } from "../../../auth/rights.js";
import { adjustStock as adjust } from "../../../usecases/adjust-stock.js";
import { invalidInput } from "../../invalid-fields.js";
import { changed } from "../answers.js";
import { changeItem } from "../change-item.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, IF_MATCH } from "../headers.js";
import { describe } from "../operation.js";
import { inBody } from "../refusals.js";
import { InventoryItem, toInventoryItem } from "../schemas/item.js";
import { AdjustBody } from "../schemas/requests.js";
import type { RestScope } from "../scope.js";

type Body = Static<typeof AdjustBody>;

const schema = describe({
  ...{ route: "POST /api/v1/inventory/adjust-stock", operationId: "adjustStock", tag: "Stock" },
  summary: "Tell that units came in, were sold or returned, or are corrected",
  description:
    "A SALE with the orderId of who holds the variant sells what is held: quantity and reservedQuantity fall together, for which inventory:reserve is enough. All else needs inventory:adjust.",
  parts: { body: AdjustBody },
  headers: { ...IDEMPOTENCY_KEY, ...IF_MATCH },
  answers: { 200: changed(InventoryItem) },
  problems: [
    ...(["NOT_FOUND", "INSUFFICIENT_STOCK", "STALE_VERSION", "RESERVATION_CLOSED"] as const),
    ...(["INVALID_INPUT", "INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

export function adjustStock(scope: RestScope, given: RestDeps): void {
  scope.post(
    "/api/v1/inventory/adjust-stock",
    {
      schema,
      // Who lacks the right is told so before anything else about the body.
      preValidation: async (request) => void rightFor(request),
    },
    async (request, reply) => {
      const { productVariantId, orderId, warehouseId, reason, expectedVersion } = request.body;
      const { changeType, delta, field } = changeOf(request.body);
      const input = { productVariantId, changeType, delta, orderId, warehouseId, reason };
      return changeItem(
        { request, reply, given },
        {
          ...{ right: rightFor(request), expectedVersion, show: toInventoryItem },
          places: { delta: inBody(field) },
          run: (guards, caller) => adjust(given.deps, { ...input, ...guards }, caller),
        },
      );
    },
  );
}

/** By what is asked for, valid or not. */
function rightFor(request: FastifyRequest) {
  const body = (request.body ?? {}) as Partial<Body>;
  const changeType = typeOf(body);
  return authorize(callerOf(request).principal, "Mutation.adjustStock", {
    input: { changeType, orderId: body.orderId },
  });
}

function typeOf({ changeType, quantitySold }: Partial<Body>) {
  return changeType ?? (typeof quantitySold === "number" ? "SALE" : undefined);
}

/** The signed change, and the field that says it. */
function changeOf(body: Body) {
  const { quantity, quantitySold } = body;
  const changeType = typeOf(body);
  if (!changeType) throw wrong("changeType", "Must be given, unless quantitySold is.");
  if (typeof quantitySold === "number") {
    if (changeType !== "SALE") throw wrong("quantitySold", `Must not be given with ${changeType}.`);
    if (typeof quantity === "number") throw wrong("quantity", "Must not be given beside quantitySold.");
    return { changeType, delta: -quantitySold, field: "quantitySold" };
  }
  if (typeof quantity !== "number") throw wrong("quantity", "Must be given.");
  if (changeType !== "ADJUSTMENT" && quantity < 0) {
    throw wrong("quantity", `Must be from 1 with ${changeType}, not ${quantity}.`, "INVALID_QUANTITY");
  }
  return { changeType, delta: changeType === "SALE" ? -quantity : quantity, field: "quantity" };
}

function wrong(field: string, detail: string, code: "INVALID_INPUT" | "INVALID_QUANTITY" = "INVALID_INPUT") {
  return invalidInput([{ code, detail, ...inBody(field), pointer: `#/${field}` }]);
}
