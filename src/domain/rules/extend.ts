import type { Answers, Extend, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { Instant } from "../model.js";
import { findReservation, reservationClosed, reservationNotFound } from "./find-reservation.js";
import { isOpen } from "./holds.js";

/**
 * Lets a hold last longer. One that would not last longer by it stays as it is, as does a
 * confirmed one, which never expires.
 */
export function extend(
  view: StockView,
  { reservationId, ttlSeconds }: Extend,
  context: RuleContext,
): Decision<Answers["extend"]> {
  const before = findReservation(view, reservationId, context);
  if (!before) return refuse([reservationNotFound(reservationId)]);
  if (!isOpen(before)) return refuse([reservationClosed(before)]);
  const until = ttlSeconds === 0 ? null : context.now + ttlSeconds * 1000;
  const expiresAt = later(before.expiresAt, until);
  if (expiresAt === before.expiresAt) return accept({ reservation: before }, {});
  // The items' next expiry is a lower bound: it stays, and whoever comes by then finds the next.
  const reservation = { ...before, expiresAt, version: before.version + 1, updatedAt: context.now };
  return accept({ reservation }, { reservations: [reservation] });
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? null : Math.max(a, b);
}
