import fc from "fast-check";
import type { Command, ReserveLine } from "../../src/domain/commands.js";

export const VARIANTS = ["a", "b"];
const ORDERS = ["o1", "o2"];
const variant = fc.constantFrom(...VARIANTS);
const warehouse = fc.constantFrom(null, null, "MAIN", "EAST");
const quantity = fc.integer({ min: 1, max: 9 });
const lines: fc.Arbitrary<ReserveLine[]> = fc.array(
  fc.record({ productVariantId: variant, quantity, warehouse }),
  { minLength: 1, maxLength: 4 },
);
const part = fc.option(
  fc.array(fc.record({ productVariantId: variant, quantity: fc.integer({ min: 1, max: 3 }), warehouse }), {
    minLength: 1,
    maxLength: 2,
  }),
  { nil: null },
);

/** Which of the reservations there are by then: by its place, counted from the newest. */
const which = fc.nat({ max: 3 });

const reserve = fc.record({
  kind: fc.constant("reserve" as const),
  orderId: fc.constantFrom(...ORDERS),
  userId: fc.constant(null),
  lines,
  ttlSeconds: fc.constantFrom(0, 60, 900),
  policy: fc.constantFrom("ALL_OR_NOTHING" as const, "PARTIAL" as const),
});

const releaseOrder = fc.record({
  kind: fc.constant("release" as const),
  reservationId: fc.constant(null),
  orderId: fc.constantFrom(...ORDERS),
  lines: part,
  reason: fc.constant("ORDER_CANCELLED" as const),
});

const adjustment = fc.record({
  kind: fc.constant("adjust" as const),
  productVariantId: variant,
  delta: fc.integer({ min: -9, max: 9 }).filter((delta) => delta !== 0),
  changeType: fc.constant("ADJUSTMENT" as const),
  warehouse,
  reason: fc.constant(null),
  orderId: fc.constant(null),
  expectedVersion: fc.constant(null),
});

const sale = fc.record({
  kind: fc.constant("adjust" as const),
  productVariantId: variant,
  delta: fc.integer({ min: -9, max: -1 }),
  changeType: fc.constant("SALE" as const),
  warehouse,
  reason: fc.constant(null),
  orderId: fc.constantFrom(null, ...ORDERS),
  expectedVersion: fc.constant(null),
});

/** Verbs of one reservation, whichever it turns out to be. */
const ofReservation = fc.oneof(
  fc.record({ kind: fc.constant("extend" as const), ttlSeconds: fc.constantFrom(0, 30, 900) }),
  fc.record({ kind: fc.constant("confirm" as const) }),
  fc.record({ kind: fc.constant("fulfill" as const), lines: part }),
  fc.record({
    kind: fc.constant("release" as const),
    orderId: fc.constant(null),
    lines: part,
    reason: fc.constant("ORDER_CANCELLED" as const),
  }),
);

/** What messages say of orders, in any order, as often as they like. */
const told = fc.oneof(
  fc.record({
    ...{
      kind: fc.constant("openOrder" as const),
      orderId: fc.constantFrom(...ORDERS),
      userId: fc.constant(null),
    },
    ...{
      lines,
      ttlSeconds: fc.constantFrom(0, 60),
      policy: fc.constantFrom("RESERVE" as const, "DECREMENT" as const),
    },
  }),
  fc.record({
    kind: fc.constant("endOrder" as const),
    orderId: fc.constantFrom(...ORDERS),
    reason: fc.constantFrom("CANCELLED" as const, "PAYMENT_FAILED" as const, "FRAUDULENT" as const),
  }),
  fc.record({ kind: fc.constant("shipOrder" as const), orderId: fc.constantFrom(...ORDERS), lines: part }),
  fc.record({ kind: fc.constant("takeBack" as const), orderId: fc.constantFrom(null, ...ORDERS), lines }),
);

const sweep = fc.record({
  kind: fc.constant("expire" as const),
  productVariantIds: fc.subarray(VARIANTS, { minLength: 1 }),
});

/** One turn: a command, given the ids of the reservations there are; and how many seconds go by before it. */
export interface Turn {
  readonly seconds: number;
  readonly command: (reservationIds: readonly string[]) => Command;
}

const seconds = fc.constantFrom(0, 0, 0, 0, 10, 60, 1_000);

export const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ seconds, command: reserve.map((command) => () => command) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      seconds,
      command: fc.oneof(releaseOrder, adjustment, sale, sweep, told).map((command) => (): Command => command),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      seconds,
      command: fc
        .tuple(ofReservation, which)
        .map(([command, place]) => (ids: readonly string[]): Command => ({
          ...command,
          reservationId: ids.at(-1 - place) ?? "none",
        })),
    }),
  },
);
