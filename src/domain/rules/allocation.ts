import type { RuleContext } from "../commands.js";
import { eventsOf } from "../decision.js";
import type {
  AllocatedLine,
  AllocationConfirmed,
  AllocationEvent,
  AllocationRejected,
  DomainEvent,
} from "../events.js";
import type { ReleaseReason, Reservation } from "../model.js";
import { holdsNothing } from "./holds.js";

// What an order is told beside the events of its variants: one event a command. Each
// reservation is named by one event of its beginning and by one of its end.

export function allocationCreated(reservation: Reservation, context: RuleContext): DomainEvent[] {
  const expiresAt = reservation.expiresAt === null ? null : new Date(reservation.expiresAt).toISOString();
  const data = { ...allocationOf([reservation]), expiresAt };
  return eventOf([reservation], { type: "AllocationCreatedEvent", data }, context);
}

export function allocationConfirmed(reservation: Reservation, context: RuleContext): DomainEvent[] {
  const data = allocationOf([reservation]);
  return eventOf([reservation], { type: "AllocationConfirmedEvent", data }, context);
}

/** Of those reservations of one order whose last unit was sold; nothing if there are none. */
export function allocationFulfilled(
  reservations: readonly Reservation[],
  context: RuleContext,
): DomainEvent[] {
  const ended = reservations.filter(holdsNothing);
  if (ended.length === 0) return [];
  return eventOf(ended, { type: "AllocationFulfilledEvent", data: allocationOf(ended) }, context);
}

/** Of those reservations of one order whose last unit was given back; nothing if there are none. */
export function allocationCancelled(
  reservations: readonly Reservation[],
  reason: ReleaseReason,
  context: RuleContext,
): DomainEvent[] {
  const ended = reservations.filter(holdsNothing);
  if (ended.length === 0) return [];
  const data = { ...allocationOf(ended), reason };
  return eventOf(ended, { type: "AllocationCancelledEvent", data }, context);
}

export function allocationRejected(data: AllocationRejected["data"], context: RuleContext): DomainEvent[] {
  const body = { type: "AllocationRejectedEvent", data } as const;
  const aggregate = { aggregateType: "Allocation", aggregateId: data.orderId, aggregateVersion: 0 } as const;
  return eventsOf(aggregate, [body], context);
}

function allocationOf(reservations: readonly Reservation[]): AllocationConfirmed["data"] {
  const [{ orderId, userId }] = reservations as [Reservation];
  return {
    orderId,
    ...(userId === null ? {} : { userId }),
    reservationIds: reservations.map(({ id }) => id),
    lines: reservations.flatMap(({ lines }) =>
      lines.map((line): AllocatedLine => ({
        productVariantId: line.productVariantId,
        warehouseId: line.warehouseId,
        quantity: line.quantity,
        fulfilledQuantity: line.fulfilled,
        releasedQuantity: line.released,
      })),
    ),
  };
}

function eventOf(
  reservations: readonly Reservation[],
  body: AllocationEvent,
  context: RuleContext,
): DomainEvent[] {
  const aggregate = {
    aggregateType: "Allocation",
    aggregateId: body.data.orderId,
    aggregateVersion: Math.max(...reservations.map(({ version }) => version)),
  } as const;
  return eventsOf(aggregate, [body], context);
}
