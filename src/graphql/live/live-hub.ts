import type { FeedEvent } from "../../domain/events.js";
import type { Logger } from "../../lib/logger.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { LiveFeed, LiveMessage } from "../../ports/live-feed.js";
import { LiveNode } from "./live-node.js";
import type { SubscribeOptions } from "./subscribe-options.js";

/** One node's view of the feed, for as many subscribers as it has. */
export interface LiveHub {
  /**
   * The matching events, each exactly once and in order. Leaving the loop, or `return()`,
   * ends it. It rejects with FellBehind (LIMIT_EXCEEDED) when the subscriber was too slow.
   *
   * @throws Failure POSITION_UNKNOWN past the head, POSITION_EXPIRED before the floor.
   */
  subscribe(options: SubscribeOptions): Promise<AsyncIterableIterator<FeedEvent>>;
  /** How many subscriptions are open. */
  readonly size: number;
  /** Ends every subscription. */
  close(): Promise<void>;
}

export interface LiveHubOptions {
  readonly feed: FeedReader;
  readonly live: LiveFeed;
  readonly logger: Logger;
  /** Events one subscriber may be behind; by default 1,000. */
  readonly queueLimit?: number;
  /** After so long without a message the feed itself is asked for its head; by default 2,000. */
  readonly quietMs?: number;
}

export async function openLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { feed, live, logger, queueLimit = 1_000, quietMs = 2_000 } = options;
  // Listening comes before asking for the head, so that nothing falls between.
  const early: LiveMessage[] = [];
  let hear = (message: LiveMessage): void => void early.push(message);
  const unsubscribe = await live.subscribe(await feed.feedId(), (message) => hear(message));
  const node = new LiveNode({ feed, logger, queueLimit, quietMs, start: await feed.head() });
  hear = (message) => node.hear(message);
  early.forEach(hear);
  return {
    subscribe: (wanted) => node.subscribe(wanted),
    get size() {
      return node.size;
    },
    async close() {
      node.stop();
      await unsubscribe();
    },
  };
}
