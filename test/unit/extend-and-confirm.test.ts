import { describe, expect, it } from "@jest/globals";
import { confirm } from "../../src/domain/rules/confirm.js";
import { extend } from "../../src/domain/rules/extend.js";
import type { Reservation } from "../../src/domain/model.js";
import { reservationOf, stateWith } from "../support/holds.js";
import { context, NOW } from "../support/stock.js";

const SECOND = 1_000;
const LATER = NOW + 60 * SECOND;

const extended = (reservation: Reservation, ttlSeconds: number) =>
  extend(stateWith([reservation]), { kind: "extend", reservationId: "r1", ttlSeconds }, context());

const confirmed = (reservation: Reservation) =>
  confirm(stateWith([reservation]), { kind: "confirm", reservationId: "r1" }, context());

describe("extend", () => {
  it("when a hold is extended, then it expires so many seconds from now, and no event is caused", () => {
    const { changes, result } = extended(reservationOf("r1"), 900);
    const after = { expiresAt: NOW + 900 * SECOND, status: "ACTIVE", version: 2, updatedAt: NOW };
    expect(changes).toMatchObject({ reservations: [after], items: [], entries: [], events: [] });
    expect(result).toMatchObject({ ok: true, value: { reservation: after } });
  });

  it("when it is to last for ever, then it expires never", () => {
    const { changes } = extended(reservationOf("r1"), 0);
    expect(changes.reservations).toMatchObject([{ expiresAt: null, version: 2 }]);
  });

  it.each([
    ["would last shorter by it", reservationOf("r1", { expiresAt: LATER }), 59],
    ["would last as long by it", reservationOf("r1", { expiresAt: LATER }), 60],
    ["lasts for ever anyway", reservationOf("r1", { expiresAt: null }), 60],
    ["is confirmed", reservationOf("r1", { status: "CONFIRMED", expiresAt: null }), 60],
  ])("when it %s, then it stays as it is", (_what, reservation, ttlSeconds) => {
    const { changes, result } = extended(reservation, ttlSeconds);
    expect(result).toEqual({ ok: true, value: { reservation } });
    expect(changes).toMatchObject({ reservations: [], events: [] });
  });
});

describe("confirm", () => {
  it("when a hold is confirmed, then it expires no more, and its order is told", () => {
    const { changes, result } = confirmed(reservationOf("r1", { userId: "u", version: 4 }));
    const after = { status: "CONFIRMED", expiresAt: null, version: 5, updatedAt: NOW };
    expect(changes).toMatchObject({ reservations: [after], items: [], entries: [] });
    expect(changes.events).toMatchObject([
      {
        type: "AllocationConfirmedEvent",
        aggregateType: "Allocation",
        aggregateId: "order-1",
        aggregateVersion: 5,
        data: { orderId: "order-1", userId: "u", reservationIds: ["r1"], lines: [{ quantity: 3 }] },
      },
    ]);
    expect(result).toMatchObject({ ok: true, value: { reservation: after } });
  });

  it("when it is confirmed already, then it stays as it is", () => {
    const before = reservationOf("r1", { status: "CONFIRMED", expiresAt: null });
    const { changes, result } = confirmed(before);
    expect(result).toEqual({ ok: true, value: { reservation: before } });
    expect(changes).toMatchObject({ reservations: [], events: [] });
  });
});

describe.each([
  ["extend", (reservation: Reservation) => extended(reservation, 900)],
  ["confirm", confirmed],
] as const)("%s", (_verb, run) => {
  it.each(["FULFILLED", "RELEASED", "EXPIRED"] as const)(
    "when the reservation is %s, then RESERVATION_CLOSED",
    (status) => {
      const { changes, result } = run(reservationOf("r1", { status, lines: [] }));
      expect(result).toMatchObject({
        ok: false,
        refusals: [{ code: "RESERVATION_CLOSED", field: ["reservationId"] }],
      });
      expect(changes.reservations).toEqual([]);
    },
  );

  it("when the reservation is unknown, then NOT_FOUND", () => {
    const { result } = run(reservationOf("another"));
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "NOT_FOUND", field: ["reservationId"] }],
    });
  });
});

it("when a hold is in a warehouse beyond the caller's reach, then neither verb finds it", () => {
  const state = stateWith([reservationOf("r1")]);
  const confined = context({ warehouses: ["EAST"] });
  const answers = [
    confirm(state, { kind: "confirm", reservationId: "r1" }, confined),
    extend(state, { kind: "extend", reservationId: "r1", ttlSeconds: 9 }, confined),
  ];
  for (const { result } of answers) {
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "NOT_FOUND" }] });
  }
});
