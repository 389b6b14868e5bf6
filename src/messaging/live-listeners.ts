import type { Logger } from "../lib/logger.js";
import type { LiveMessage } from "../ports/live-feed.js";

export type LiveListener = (message: LiveMessage) => void;

/** Who listens to which feed in this process. */
export interface LiveListeners {
  feeds(): string[];
  add(feedId: string, listener: LiveListener): void;
  /** @returns whether it was the feed's last. */
  remove(feedId: string, listener: LiveListener): boolean;
  deliver(feedId: string, message: LiveMessage): void;
}

export function createLiveListeners(logger: Logger): LiveListeners {
  const byFeed = new Map<string, Set<LiveListener>>();
  return {
    feeds: () => [...byFeed.keys()],
    add(feedId, listener) {
      const listeners = byFeed.get(feedId);
      if (listeners) listeners.add(listener);
      else byFeed.set(feedId, new Set([listener]));
    },
    remove(feedId, listener) {
      const listeners = byFeed.get(feedId);
      return listeners?.delete(listener) === true && listeners.size === 0 && byFeed.delete(feedId);
    },
    deliver(feedId, message) {
      for (const listener of byFeed.get(feedId) ?? []) {
        try {
          listener(message);
        } catch (error) {
          // One listener's fault is not the others'.
          logger.error({ err: error, feedId }, "A listener of the live feed failed");
        }
      }
    },
  };
}
