import { open, type Instant, type Reservation } from "./model.js";

interface Holds {
  readonly reservations: readonly Reservation[];
  readonly now: Instant;
}

/** By item: ids of the reservations whose time is over with an open line on it, the oldest first. */
export function overdueByItem({ reservations, now }: Holds): ReadonlyMap<string, readonly string[]> {
  const overdue = reservations
    .filter(({ status, expiresAt }) => canExpire(status) && expiresAt !== null && expiresAt <= now)
    .sort((a, b) => (a.expiresAt as Instant) - (b.expiresAt as Instant) || (a.id < b.id ? -1 : 1));
  const byItem = new Map<string, string[]>();
  for (const { id, lines } of overdue) {
    const held = lines.filter((line) => open(line) > 0).map(({ productVariantId }) => productVariantId);
    for (const item of new Set(held)) byItem.set(item, [...(byItem.get(item) ?? []), id]);
  }
  return byItem;
}

/** EXPIRED: of its items, some were locked and booked before, others not yet. */
function canExpire(status: Reservation["status"]): boolean {
  return status === "ACTIVE" || status === "EXPIRED";
}
