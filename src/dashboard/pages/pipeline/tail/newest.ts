/** As much as anybody looks through; more would only make the page slow. */
export const MOST_ROWS = 200;

interface Placed {
  readonly position: string;
}

/**
 * The newest first, and no more than MOST_ROWS of them. `events` come in the feed's order; those
 * that are there already are passed over.
 */
export function addNewest<Event extends Placed>(
  rows: readonly Event[],
  events: readonly Event[],
): readonly Event[] {
  const newest = BigInt(rows[0]?.position ?? 0);
  const fresh = events.filter(({ position }) => BigInt(position) > newest);
  if (fresh.length === 0) return rows;
  return [...fresh.slice(-MOST_ROWS).reverse(), ...rows].slice(0, MOST_ROWS);
}

/** A position a little before the head: whoever looks sees at once what was going on. */
export function lookBack(head: string): string {
  const before = BigInt(head) - BigInt(MOST_ROWS);
  return before > 0n ? String(before) : "0";
}

/** How many came since the list was held still. */
export function countSince(rows: readonly Placed[], held: readonly Placed[]): number {
  const newest = BigInt(held[0]?.position ?? 0);
  return rows.filter(({ position }) => BigInt(position) > newest).length;
}
