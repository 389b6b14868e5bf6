import type { Redis } from "ioredis";
import type { Logger } from "../lib/logger.js";
import type { LiveFeed } from "../ports/live-feed.js";
import { createLiveListeners, type LiveListener } from "./live-listeners.js";
import { decode, liveChannel } from "./live-message.js";
import { connectRedis, join } from "./redis-connection.js";

export interface RedisLiveFeedOptions {
  readonly url: string;
  readonly logger: Logger;
}

/**
 * Opens, and subscribes, whether Redis is there or not. What was published while it was away
 * is missed: the next message's positions tell.
 */
export async function openRedisLiveFeed({ url, logger }: RedisLiveFeedOptions): Promise<LiveFeed> {
  const listeners = createLiveListeners(logger);
  const feedOf = (channel: string): string | undefined =>
    listeners.feeds().find((feedId) => liveChannel(feedId) === channel);

  const onReady = (redis: Redis): void => void join(redis, listeners.feeds().map(liveChannel), logger);
  const { redis, fault, close } = await connectRedis({ url, logger, onReady });
  redis.on("message", (channel: string, text: string) => {
    const feedId = feedOf(channel);
    if (feedId === undefined) return;
    const message = decode(feedId, text);
    if (message) listeners.deliver(feedId, message);
    else logger.warn({ channel, text: text.slice(0, 200) }, "Not a message of this live feed");
  });

  return {
    async subscribe(feedId, listener) {
      // A function of our own, so that one listener may subscribe twice.
      const own: LiveListener = (message) => listener(message);
      listeners.add(feedId, own);
      if (fault() === null) await join(redis, [liveChannel(feedId)], logger);
      return async () => {
        if (!listeners.remove(feedId, own) || fault() !== null) return;
        await redis.unsubscribe(liveChannel(feedId)).catch(() => undefined);
      };
    },
    fault,
    close,
  };
}
