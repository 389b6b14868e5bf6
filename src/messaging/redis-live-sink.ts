import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import { encodeEvents, encodeHeartbeat, liveChannel } from "./live-message.js";
import { connectRedis } from "./redis-connection.js";

export interface RedisLiveSinkOptions {
  readonly url: string;
  readonly feedId: string;
  readonly logger: Logger;
}

/** Opens whether Redis is there or not; what is published while it is away rejects at once. */
export async function openRedisLiveSink({ url, feedId, logger }: RedisLiveSinkOptions): Promise<EventSink> {
  const { redis, fault, close } = await connectRedis({ url, logger });
  const channel = liveChannel(feedId);
  return {
    name: "live",
    delivery: "live",
    async publish(events) {
      // One connection keeps their order; Redis refuses none by itself.
      await Promise.all(encodeEvents(feedId, events).map((message) => redis.publish(channel, message)));
      return [];
    },
    async heartbeat(head) {
      await redis.publish(channel, encodeHeartbeat(feedId, head));
    },
    fault,
    close,
  };
}
