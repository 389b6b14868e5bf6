import type {
  AllocationCancelled,
  AllocationConfirmed,
  AllocationCreated,
  AllocationFulfilled,
  FeedEvent,
  InventoryReleased,
  StockLevelChanged,
} from "../../domain/events.js";
import type { Reservation, ReservationStatus } from "../../domain/model.js";
import { holdsNothing } from "../../domain/rules/holds.js";
import type { ReservationChange } from "../types/reservation-change.js";
import { toReservation } from "./reservation.js";

type Of<Body> = FeedEvent & Body;
type WholeEvent = Of<AllocationCreated | AllocationConfirmed | AllocationFulfilled | AllocationCancelled>;
/** A part was given back or sold, perhaps the last. */
type PartEvent = Of<InventoryReleased | StockLevelChanged> & { readonly data: { readonly orderId: string } };
export type ReservationEvent = WholeEvent | PartEvent;

export const RESERVATION_EVENTS = [
  "AllocationCreatedEvent",
  "AllocationConfirmedEvent",
  "AllocationFulfilledEvent",
  "AllocationCancelledEvent",
  "InventoryReleasedEvent",
  "StockLevelChangedEvent",
] as const satisfies readonly ReservationEvent["type"][];

export function isReservationEvent(event: FeedEvent): event is ReservationEvent {
  if (event.type === "StockLevelChangedEvent") return event.data.orderId !== null;
  return (RESERVATION_EVENTS as readonly string[]).includes(event.type);
}

/** Those that the event names; null: it names its order alone. */
export function reservationsNamed(event: ReservationEvent): readonly string[] | null {
  if (event.type === "StockLevelChangedEvent") return null;
  if (event.type !== "InventoryReleasedEvent") return event.data.reservationIds;
  return event.data.reservationId === undefined ? null : [event.data.reservationId];
}

/** Whether the event tells of a change of it. What takes the last of it is told by the order's own event alone. */
export function isChanged(reservation: Reservation, event: ReservationEvent): boolean {
  if (!isPart(event)) return true;
  const { occurredAt, data } = event;
  const { lines, createdAt, updatedAt } = reservation;
  if (createdAt > occurredAt || (holdsNothing(reservation) && updatedAt <= occurredAt)) return false;
  const within =
    "warehouses" in data ? data.warehouses.map(({ warehouseId }) => warehouseId) : [data.warehouseId];
  return lines.some(
    ({ productVariantId, warehouseId }) =>
      productVariantId === data.productVariantId && within.includes(warehouseId),
  );
}

/** `reservations`: those that it changed, as they are now; one at least. */
export function toReservationChange(
  event: ReservationEvent,
  reservations: readonly Reservation[],
): ReservationChange {
  const [first] = reservations as [Reservation];
  return {
    position: event.position,
    eventId: event.eventId,
    occurredAt: new Date(event.occurredAt),
    correlationId: event.correlationId,
    reservationId: first.id,
    reservationIds: reservations.map(({ id }) => id),
    orderId: first.orderId,
    status: statusAfter(event, first),
    reservation: toReservation(first),
  } satisfies ReservationChange;
}

function statusAfter(event: ReservationEvent, { status }: Reservation): ReservationStatus {
  switch (event.type) {
    case "AllocationCreatedEvent":
      return "ACTIVE";
    case "AllocationConfirmedEvent":
      return "CONFIRMED";
    case "AllocationFulfilledEvent":
      return "FULFILLED";
    // Final: expired, or released for whatever reason its caller gave.
    case "AllocationCancelledEvent":
    case "InventoryReleasedEvent":
    case "StockLevelChangedEvent":
      return status;
    default:
      return event satisfies never;
  }
}

function isPart(event: ReservationEvent): event is PartEvent {
  return event.type === "InventoryReleasedEvent" || event.type === "StockLevelChangedEvent";
}
