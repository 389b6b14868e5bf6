import { createInMemoryLive } from "../../src/messaging/in-memory-live.js";
import { openRedisLiveFeed } from "../../src/messaging/redis-live-feed.js";
import { openRedisLiveSink } from "../../src/messaging/redis-live-sink.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import type { LiveFeed, LiveMessage } from "../../src/ports/live-feed.js";
import { redisUrl } from "../support/services.js";
import { silent } from "./durable-sinks.js";

/** A live sink together with a feed that hears it. */
export interface LivePair {
  readonly sink: EventSink;
  readonly feed: LiveFeed;
}

export const livePairs: readonly [string, (feedId: string) => Promise<LivePair>][] = [
  ["Redis", (feedId) => openRedisPair(feedId, redisUrl())],
  ["memory", async (feedId) => createInMemoryLive({ feedId, logger: silent })],
];

export async function openRedisPair(feedId: string, url: string): Promise<LivePair> {
  const [sink, feed] = await Promise.all([
    openRedisLiveSink({ url, feedId, logger: silent }),
    openRedisLiveFeed({ url, logger: silent }),
  ]);
  return { sink, feed };
}

/** Positions of all events received, in order. */
export function positions(messages: readonly LiveMessage[]): number[] {
  return messages.flatMap((message) =>
    message.kind === "events" ? message.events.map((event) => event.position) : [],
  );
}
