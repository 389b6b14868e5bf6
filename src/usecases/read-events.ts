import type { EventType, FeedEvent } from "../domain/events.js";
import { Failure } from "../domain/failure.js";
import type { EventHistory } from "../ports/event-history.js";

export interface EventsQuestion {
  /** null: from the oldest that there is. */
  readonly after: number | null;
  readonly types: readonly EventType[] | null;
  readonly first: number;
}

/** Positions that one question looks at: what is rare costs several, not an endless one. */
export const MOST_LOOKED_AT = 100_000;

/** Nothing of those types among what was looked at: everything up to `resumeAfter` may be passed over. */
export class NothingYet extends Failure {
  readonly resumeAfter: number;

  constructor(resumeAfter: number) {
    super("LIMIT_EXCEEDED", `No such event among ${MOST_LOOKED_AT}: go on after position ${resumeAfter}.`);
    this.resumeAfter = resumeAfter;
  }
}

/**
 * Stored events after a position, oldest first. Fewer than `first` are not the end; none are.
 *
 * @throws Failure POSITION_UNKNOWN past the head, POSITION_EXPIRED before the floor; NothingYet.
 */
export async function readEvents(
  history: EventHistory,
  { after, types, first }: EventsQuestion,
): Promise<readonly FeedEvent[]> {
  const from = after ?? (await history.bounds()).floor;
  const selection = { types, productVariantIds: null, since: null };
  const range = { after: from, until: Number.MAX_SAFE_INTEGER };
  const page = await history.page(range, selection, { limit: first, lookAt: MOST_LOOKED_AT });
  const { events, floor, head, lookedUpTo } = page;
  refusePosition(from, { floor, head });
  if (first > 0 && events.length === 0 && lookedUpTo < head) throw new NothingYet(lookedUpTo);
  return events;
}

/** @throws Failure POSITION_UNKNOWN past the head, POSITION_EXPIRED before the floor. */
export function refusePosition(
  after: number,
  { floor, head }: { readonly floor: number; readonly head: number },
): void {
  if (after > head) {
    const message = `The feed has come to position ${head}, not yet to ${after}: \`after\` is from another feed, or it was mistyped.`;
    throw new Failure("POSITION_UNKNOWN", message);
  }
  if (after < floor)
    throw new Failure("POSITION_EXPIRED", `The feed reaches back to position ${floor} only.`);
}
