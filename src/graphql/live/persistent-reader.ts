import { setTimeout as pause } from "node:timers/promises";
import type { FeedEvent } from "../../domain/events.js";
import { Backoff } from "../../lib/backoff.js";
import type { Logger } from "../../lib/logger.js";
import type { FeedReader } from "../../ports/feed-log.js";

const LARGEST_PAGE = 500;

export interface PersistentReader {
  /**
   * The next events after a position, which is known to be before the head: tries until
   * there are some, or until they are not `wanted` any more. Never rejects.
   */
  read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]>;
}

export function createPersistentReader(
  feed: FeedReader,
  logger: Logger,
  signal: AbortSignal,
  mostAtOnce: number,
): PersistentReader {
  const limit = Math.min(LARGEST_PAGE, mostAtOnce);
  return {
    async read(position, wanted) {
      const backoff = new Backoff({ firstMs: 50, longestMs: 5_000 });
      while (wanted() && !signal.aborted) {
        try {
          const events = await feed.after(position, limit);
          if (events.length > 0) return events;
        } catch (error) {
          logger.warn({ err: error, position }, "the feed cannot be read; it is tried again");
        }
        await pause(backoff.next(), undefined, { signal, ref: false }).catch(() => undefined);
      }
      return [];
    },
  };
}
