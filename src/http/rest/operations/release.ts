import { Type } from "@sinclair/typebox";
import { releaseReservation } from "../../../usecases/release-reservation.js";
import { callerWith } from "../caller.js";
import type { RestDeps } from "../deps.js";
import { IDEMPOTENCY_KEY, idempotencyKeyOf, refusePrecondition } from "../headers.js";
import { describe } from "../operation.js";
import { inBody, inPath, problemOf } from "../refusals.js";
import { ByVariant, ReleaseBody } from "../schemas/requests.js";
import { toReservation, type Released } from "../schemas/reservation.js";
import type { RestScope } from "../scope.js";

const schema = describe({
  ...{
    route: "POST /api/v1/inventory/:productVariantId/release",
    operationId: "releaseStock",
    tag: "Orders",
  },
  summary: "Give back what an order holds of one variant",
  description:
    "All of it, or a part: reservedQuantity falls and availableQuantity rises. Of several reservations the oldest give first; other variants of the order stay held.",
  parts: { params: ByVariant, body: ReleaseBody },
  headers: IDEMPOTENCY_KEY,
  answers: { 200: { description: "What was given back of.", schema: Type.Ref("Released#") } },
  problems: [
    ...(["NOT_FOUND", "RESERVATION_CLOSED", "INVALID_INPUT"] as const),
    ...(["INVALID_QUANTITY", "IDEMPOTENCY_KEY_REUSED"] as const),
  ],
});

const PLACES = {
  "lines.0.productVariantId": inPath("productVariantId"),
  "lines.0.quantity": inBody("quantity"),
};

export function release(scope: RestScope, given: RestDeps): void {
  scope.post(
    "/api/v1/inventory/:productVariantId/release",
    { schema },
    async (request): Promise<Released> => {
      refusePrecondition(request);
      const { productVariantId } = request.params;
      const { orderId, quantity, reason } = request.body;
      const input = {
        ...{ orderId, lines: [{ productVariantId, quantity }] },
        reason: reason ?? "ORDER_CANCELLED",
        idempotencyKey: idempotencyKeyOf(request),
      };
      const caller = callerWith("inventory:reserve", request, given);
      const result = await releaseReservation(given.deps, input, caller);
      if (!result.ok) throw problemOf(result.refusals, PLACES);
      return { reservations: result.value.reservations.map(toReservation) };
    },
  );
}
