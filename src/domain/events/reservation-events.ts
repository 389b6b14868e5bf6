import type { Body } from "./body.js";
import type * as messages from "./messages.js";

export type InventoryReserved = Body<messages.InventoryReservedEvent>;
export type InventoryReservationFailed = Body<messages.InventoryReservationFailedEvent>;
export type InventoryReleased = Body<messages.InventoryReleasedEvent>;

export type ReservationEvent = InventoryReserved | InventoryReservationFailed | InventoryReleased;

export type AllocationCreated = Body<messages.AllocationCreatedEvent>;
export type AllocationConfirmed = Body<messages.AllocationConfirmedEvent>;
export type AllocationCancelled = Body<messages.AllocationCancelledEvent>;
export type AllocationFulfilled = Body<messages.AllocationFulfilledEvent>;
export type AllocationRejected = Body<messages.AllocationRejectedEvent>;

/** What an order held at first, and what became of it. */
export type AllocatedLine = AllocationConfirmed["data"]["lines"][number];

export type AllocationEvent =
  AllocationCreated | AllocationConfirmed | AllocationCancelled | AllocationFulfilled | AllocationRejected;
