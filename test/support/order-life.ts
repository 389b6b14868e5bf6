import { randomUUID } from "node:crypto";
import type { ReservationStatus } from "../../src/domain/model.js";
import { bookExpiredHolds } from "../../src/usecases/book-expired-holds.js";
import { confirmReservation } from "../../src/usecases/confirm-reservation.js";
import { fulfillReservation } from "../../src/usecases/fulfill-reservation.js";
import { releaseReservation } from "../../src/usecases/release-reservation.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { uniqueName } from "./addresses.js";
import { letTimePass } from "./overdue.js";
import { CALLER, stockUp, type Store } from "./store.js";

export const STEPS = ["create", "confirm", "fulfill", "release", "expire"] as const;
export type Step = (typeof STEPS)[number];

/** An order of 3 of one item and 2 of another, of each of which there are 10. */
export interface OrderLife {
  readonly orderId: string;
  readonly items: readonly [string, string];
  /** Of one that nobody knows, before it is created. */
  reservationId: string;
  readonly keys: Readonly<Record<Step, string>>;
}

export const HELD = [3, 2] as const;
export const ON_HAND = 10;

export async function newOrder(store: Store): Promise<OrderLife> {
  const [a, b] = await Promise.all(["a", "b"].map((name) => stockUp(store, uniqueName(name), ON_HAND)));
  const keys = Object.fromEntries(STEPS.map((step) => [step, uniqueName(step)])) as OrderLife["keys"];
  return {
    orderId: uniqueName("order"),
    items: [a as string, b as string],
    reservationId: randomUUID(),
    keys,
  };
}

/** "OK", or the code by which the step was refused. */
export async function take(
  store: Store,
  order: OrderLife,
  step: Step,
  options: { keyed: boolean; book?: boolean },
): Promise<string> {
  const { deps, reader } = store;
  const { orderId, reservationId, items } = order;
  // What creates the same order twice is known by its key.
  const idempotencyKey = options.keyed || step === "create" ? order.keys[step] : null;
  const outcome = (answer: { ok: true } | { ok: false; refusals: readonly { code: string }[] }) =>
    answer.ok ? "OK" : String(answer.refusals[0]?.code);
  switch (step) {
    case "create": {
      const lines = items.map((productVariantId, index) => ({
        productVariantId,
        quantity: HELD[index] ?? 0,
      }));
      const answer = await reserveStock(deps, { orderId, lines, idempotencyKey }, CALLER);
      if (answer.ok) order.reservationId = answer.value.reservation.id;
      return outcome(answer);
    }
    case "confirm":
      return outcome(await confirmReservation(deps, { reservationId, idempotencyKey }, CALLER));
    case "fulfill":
      return outcome(await fulfillReservation(deps, { reservationId, idempotencyKey }, CALLER));
    case "release": {
      const input = { orderId, reason: "ORDER_CANCELLED" as const, idempotencyKey };
      return outcome(await releaseReservation(deps, input, CALLER));
    }
    case "expire":
      await letTimePass(store, orderId, items);
      if (options.book !== false) while (await bookExpiredHolds(deps, reader, CALLER));
      return "OK";
    default:
      return step satisfies never;
  }
}

export type State = "NONE" | ReservationStatus;

/** What a step makes of a state, or by which code it loses: the rules, said once more as a table. */
export function afterStep(state: State, step: Step): { state: State; outcome: string } {
  if (step === "create") return { state: state === "NONE" ? "ACTIVE" : state, outcome: "OK" };
  if (step === "expire") return { state: state === "ACTIVE" ? "EXPIRED" : state, outcome: "OK" };
  if (state === "NONE") return { state, outcome: "NOT_FOUND" };
  if (state !== "ACTIVE" && state !== "CONFIRMED") return { state, outcome: "RESERVATION_CLOSED" };
  const next = { confirm: "CONFIRMED", fulfill: "FULFILLED", release: "RELEASED" } as const;
  return { state: next[step], outcome: "OK" };
}
