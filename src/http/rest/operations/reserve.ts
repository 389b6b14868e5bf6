import { Type } from "@sinclair/typebox";
import { reserveStock } from "../../../usecases/reserve-stock.js";
import { callerWith } from "../caller.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, idempotencyKeyOf, refusePrecondition } from "../headers.js";
import { describe } from "../operation.js";
import { inBody, inPath, problemOf } from "../refusals.js";
import { ByVariant, ReserveBody } from "../schemas/requests.js";
import { toReservation } from "../schemas/reservation.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{
    route: "POST /api/v1/inventory/:productVariantId/reserve",
    operationId: "reserveStock",
    tag: "Orders",
  },
  summary: "Hold units of one variant for an order",
  description:
    "All of the units or none: availableQuantity falls and reservedQuantity rises by them. The hold ends by itself after ttlSeconds.",
  parts: { params: ByVariant, body: ReserveBody },
  headers: IDEMPOTENCY_KEY,
  answers: { 200: { description: "The hold.", schema: Type.Ref("Reservation#") } },
  problems: [
    ...(["NOT_FOUND", "INSUFFICIENT_STOCK", "DISCONTINUED", "INVALID_INPUT"] as const),
    ...(["INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

const PLACES = {
  "lines.0.productVariantId": inPath("productVariantId"),
  "lines.0.quantity": inBody("quantity"),
  "lines.0.warehouseId": inBody("warehouseId"),
};

export function reserve(scope: RestScope, given: RestDeps): void {
  scope.post("/api/v1/inventory/:productVariantId/reserve", { schema }, async (request) => {
    refusePrecondition(request);
    const { productVariantId } = request.params;
    const { quantity, warehouseId, ...order } = request.body;
    const lines = [{ productVariantId, quantity, warehouseId }];
    const input = { ...order, lines, idempotencyKey: idempotencyKeyOf(request) };
    const result = await reserveStock(given.deps, input, callerWith("inventory:reserve", request, given));
    if (!result.ok) throw problemOf(result.refusals, PLACES);
    return toReservation(result.value.reservation);
  });
}
