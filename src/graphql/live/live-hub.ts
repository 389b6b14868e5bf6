import type { FeedEvent } from "../../domain/events.js";
import type { Logger } from "../../lib/logger.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { LiveFeed } from "../../ports/live-feed.js";
import { LiveNode } from "./live-node.js";

export interface SubscribeOptions {
  /** Resume after this position; by default after the newest. */
  readonly after?: number | null;
  /** For a subscriber that is too slow: the latest event of each variant, instead of an end. */
  readonly conflate?: boolean;
  readonly match: (event: FeedEvent) => boolean;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

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
  const early: Parameters<LiveNode["hear"]>[0][] = [];
  let node: LiveNode | undefined;
  const unsubscribe = await live.subscribe(await feed.feedId(), (message) => {
    if (node) node.hear(message);
    else early.push(message);
  });
  const opened = new LiveNode({ feed, logger, queueLimit, quietMs, start: await feed.head() });
  node = opened;
  for (const message of early) opened.hear(message);
  return {
    subscribe: (wanted) => opened.subscribe(wanted),
    get size() {
      return opened.size;
    },
    async close() {
      opened.stop();
      await unsubscribe();
    },
  };
}
