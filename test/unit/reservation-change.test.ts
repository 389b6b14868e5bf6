import { describe, expect, it } from "@jest/globals";
import type { EventBody, FeedEvent } from "../../src/domain/events.js";
import type { Reservation, ReservationLine } from "../../src/domain/model.js";
import {
  isChanged,
  isReservationEvent,
  reservationsNamed,
  toReservationChange,
  type ReservationEvent,
} from "../../src/graphql/map/reservation-change.js";

const NOW = 1_000;

const feedEvent = (body: EventBody): FeedEvent => ({
  ...body,
  ...{ position: 7, eventId: "event", aggregateType: "Allocation", aggregateId: "o", aggregateVersion: 2 },
  ...{ ordinal: 0, occurredAt: NOW, correlationId: "correlation" },
  ...{ causationId: null, userId: null, traceParent: null },
});
const event = (body: EventBody) => feedEvent(body) as ReservationEvent;

const allocation = { orderId: "o", reservationIds: ["r", "s"], lines: [] };
const created = event({ type: "AllocationCreatedEvent", data: { ...allocation, expiresAt: null } });
const confirmed = event({ type: "AllocationConfirmedEvent", data: allocation });
const fulfilled = event({ type: "AllocationFulfilledEvent", data: allocation });
const cancelled = event({
  type: "AllocationCancelledEvent",
  data: { ...allocation, reason: "RESERVATION_EXPIRED" },
});
const release = {
  ...{ productVariantId: "a", quantityReleased: 1, availableQuantityAfterRelease: 1, orderId: "o" },
  ...{ reasonForRelease: "ORDER_CANCELLED" as const, currentQuantity: 1 },
  warehouses: [{ warehouseId: "main", quantity: 1 }],
};
const released = event({ type: "InventoryReleasedEvent", data: { ...release, reservationId: "r" } });
const level = (orderId: string | null, warehouseId = "main"): EventBody => ({
  type: "StockLevelChangedEvent",
  data: {
    ...{ productVariantId: "a", newQuantity: 1, oldQuantity: 2, quantityChanged: -1, changeType: "SALE" },
    ...{ sku: null, warehouseId, orderId, updatedBy: "test", trigger: "ORDER_CONFIRMED" },
    availableQuantity: 1,
  },
});
const sold = event(level("o"));

function reservation(changes: Partial<Reservation> = {}, line: Partial<ReservationLine> = {}): Reservation {
  const lines = [
    { productVariantId: "a", warehouseId: "main", quantity: 2, fulfilled: 0, released: 1, ...line },
  ];
  return {
    ...{ id: "r", orderId: "o", userId: null, status: "ACTIVE", expiresAt: null, lines, version: 2 },
    ...{ createdAt: 1, updatedAt: NOW },
    ...changes,
  };
}

describe("which events tell of a reservation", () => {
  it("when an event is of an order's reservations, then it is one, and names them where it can", () => {
    expect([created, confirmed, fulfilled, cancelled, released, sold].every(isReservationEvent)).toBe(true);
    expect(isReservationEvent(feedEvent(level(null)))).toBe(false);
    expect(
      isReservationEvent(
        feedEvent({
          type: "WarehouseBinCreatedEvent",
          data: { warehouseId: "main", binId: "b", code: "c" } as never,
        }),
      ),
    ).toBe(false);
    expect(reservationsNamed(cancelled)).toEqual(["r", "s"]);
    expect(reservationsNamed(released)).toEqual(["r"]);
    expect(reservationsNamed(event({ type: "InventoryReleasedEvent", data: release }))).toBeNull();
    expect(reservationsNamed(sold)).toBeNull();
  });

  it.each([
    ["a part of it was given back", released, reservation(), true],
    ["a part of it was sold", sold, reservation(), true],
    ["it was ended by it, which its order is told", released, reservation({}, { released: 2 }), false],
    ["it was ended later", released, reservation({ updatedAt: NOW + 1 }, { released: 2 }), true],
    ["it had ended before", sold, reservation({ updatedAt: NOW - 1 }, { released: 2 }), false],
    ["it was made later", sold, reservation({ createdAt: NOW + 1 }), false],
    ["it holds another item", sold, reservation({}, { productVariantId: "b" }), false],
    ["it holds the item elsewhere", sold, reservation({}, { warehouseId: "east" }), false],
    ["its order is told of its end", cancelled, reservation({}, { released: 2 }), true],
  ])("when %s, then that decides whether the event tells of it", (_name, of, row, isTold) => {
    expect(isChanged(row, of)).toBe(isTold);
  });
});

describe("what is told of a reservation", () => {
  it.each([
    [created, "RELEASED", "ACTIVE"],
    [confirmed, "RELEASED", "CONFIRMED"],
    [fulfilled, "FULFILLED", "FULFILLED"],
    // A caller may give the reason of an expiry, too.
    [cancelled, "RELEASED", "RELEASED"],
    [cancelled, "EXPIRED", "EXPIRED"],
    [released, "CONFIRMED", "CONFIRMED"],
    [sold, "ACTIVE", "ACTIVE"],
  ] as const)("when the event is %#, then its status is that of the change", (of, now, status) => {
    expect(toReservationChange(of, [reservation({ status: now })])).toMatchObject({
      ...{ position: 7, eventId: "event", reservationId: "r", orderId: "o", status },
      reservation: { id: "r", status: now },
    });
  });

  it("when several were ended at once, then all are named, the first by itself", () => {
    const change = toReservationChange(cancelled, [reservation(), reservation({ id: "s" })]);
    expect(change).toMatchObject({ reservationId: "r", reservationIds: ["r", "s"] });
  });
});
