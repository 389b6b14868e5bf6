import type { Logger } from "../../lib/logger.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { LiveFeed, LiveMessage } from "../../ports/live-feed.js";
import { LiveNode, type Joining } from "./live-node.js";
import type { Member } from "./member.js";
import type { StoredHistory } from "./stored-events.js";

/** One node's view of the feed, for as many subscribers as it has. */
export interface LiveHub {
  /**
   * Delivers the selected events, each exactly once and in order, until the member is ended.
   * It ends with a Failure when the feed was cut off before what it had to be given (POSITION_EXPIRED).
   *
   * @throws Failure POSITION_UNKNOWN past the head, POSITION_EXPIRED before the floor.
   */
  join(joining: Joining): Promise<Member>;
  /** How many subscriptions are open. */
  readonly size: number;
  /** Of how many groups, whose members are given the same. */
  readonly groups: number;
  /** Ends every subscription. */
  close(): Promise<void>;
}

export interface LiveHubOptions {
  readonly feed: FeedReader;
  /** Of the same events; without it whoever wants few of them reads all. */
  readonly history?: StoredHistory;
  readonly live: LiveFeed;
  readonly logger: Logger;
  /** After so long without a message the feed itself is asked for its head; by default 2,000. */
  readonly quietMs?: number;
}

export async function openLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { feed, history, live, logger, quietMs = 2_000 } = options;
  // Listening comes before asking for the head, so that nothing falls between.
  const early: LiveMessage[] = [];
  let hear = (message: LiveMessage): void => void early.push(message);
  const unsubscribe = await live.subscribe(await feed.feedId(), (message) => hear(message));
  const node = new LiveNode({ feed, history, logger, quietMs, start: await feed.head() });
  hear = (message) => node.hear(message);
  early.forEach(hear);
  return {
    join: (joining) => node.join(joining),
    get size() {
      return node.members;
    },
    get groups() {
      return node.groups;
    },
    async close() {
      node.stop();
      await unsubscribe();
    },
  };
}
