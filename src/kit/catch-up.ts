import type { EventType, StockfeedEvent, UnknownEvent } from "./events.js";
import { FeedRefused, type Feed, type FeedPage } from "./feed.js";
import type { ClientLogger } from "./log.js";
import { patiently } from "./patiently.js";
import type { Missing } from "./positions.js";

export interface CatchUp {
  readonly feed: Feed;
  /** null: all. */
  readonly types: readonly EventType[] | null;
  /** Resolves when all of them are settled. */
  readonly handle: (events: readonly (StockfeedEvent | UnknownEvent)[]) => Promise<void>;
  /** Older than what is kept. */
  readonly onMissed: (missing: Missing) => void;
  readonly logger: ClientLogger;
  readonly signal: AbortSignal;
}

/**
 * Handles what the feed has after a position and up to another, by default its newest of now. Waits while the API is away.
 *
 * @returns up to where.
 */
export async function catchUp(after: number | null, options: CatchUp, until?: number): Promise<number> {
  const { feed, types, handle, signal } = options;
  const last = until ?? (await ask(() => feed.head(signal), options));
  let [position, missedFrom] = [after, undefined as number | undefined];
  while (position === null || position < last) {
    const page: FeedPage | FeedRefused = await ask(() => feed.after(position, types, signal), options).catch(
      (error: unknown) => {
        if (error instanceof FeedRefused) return error;
        throw error;
      },
    );
    if (page instanceof FeedRefused) {
      if (page.code === "POSITION_UNKNOWN" || position === null) throw page;
      // From the oldest that is kept; what lies between is told as soon as that is known.
      missedFrom = position + 1;
      position = null;
      continue;
    }
    const events = page.events.filter((event) => Number(event.position) <= last);
    const first = page.events[0];
    if (missedFrom !== undefined) {
      const until = first ? Math.min(Number(first.position) - 1, last) : last;
      options.onMissed({ from: missedFrom, until });
      missedFrom = undefined;
    }
    await handle(events);
    const newest = events.at(-1);
    if (newest) position = Number(newest.position);
    else if (page.passed !== null) position = page.passed;
    if (events.length < page.events.length || (page.passed === null && page.events.length === 0)) break;
  }
  return last;
}

function ask<T>(question: () => Promise<T>, { logger, signal }: CatchUp): Promise<T> {
  return patiently(question, {
    ...{ what: "The service does not tell its feed", logger, signal },
    isAway: (error) => !(error instanceof FeedRefused),
  });
}
