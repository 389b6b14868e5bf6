import { Type, type Static } from "@sinclair/typebox";
import type * as domain from "../../../domain/model.js";
import { choice, moment, opaqueId } from "./fields.js";

const units = (description: string, example: number) =>
  Type.Integer({ description, minimum: 0, examples: [example] });

/** What one order holds, by the names that the events and GraphQL have for it. */
export const Reservation = Type.Object(
  {
    reservationId: Type.String({ format: "uuid" }),
    orderId: opaqueId("The order service's id.", "order-1"),
    userId: Type.Unsafe<string | null>({ type: ["string", "null"], examples: ["user-1"] }),
    status: choice(["ACTIVE", "CONFIRMED", "FULFILLED", "RELEASED", "EXPIRED"]),
    expiresAt: Type.Unsafe<string | null>({
      ...moment("When the hold ends by itself; null: never."),
      type: ["string", "null"],
    }),
    lines: Type.Array(
      Type.Object(
        {
          productVariantId: opaqueId("The product service's id.", "mug-red"),
          warehouseId: Type.String({ format: "uuid", description: "Where it is held." }),
          quantity: units("Units held at first.", 2),
          fulfilledQuantity: units("Units of it that were sold.", 0),
          releasedQuantity: units("Units of it that were given back.", 0),
        },
        { additionalProperties: false },
      ),
      { description: "One for each warehouse that it is drawn from." },
    ),
    createdAt: moment("When it was made."),
    updatedAt: moment("When it was last changed."),
  },
  { $id: "Reservation", additionalProperties: false },
);
export type Reservation = Static<typeof Reservation>;

export const Released = Type.Object(
  {
    reservations: Type.Array(Type.Unsafe<Reservation>(Type.Ref("Reservation#")), {
      description: "Those that something was given back of, as they are now.",
    }),
  },
  { $id: "Released", additionalProperties: false },
);
export type Released = Static<typeof Released>;

export function toReservation(reservation: domain.Reservation): Reservation {
  const { id, orderId, userId, status, expiresAt, lines, createdAt, updatedAt } = reservation;
  return {
    ...{ reservationId: id, orderId, userId, status },
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    lines: lines.map(({ productVariantId, warehouseId, quantity, fulfilled, released }) => ({
      ...{ productVariantId, warehouseId, quantity },
      ...{ fulfilledQuantity: fulfilled, releasedQuantity: released },
    })),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
