import type { FeedEvent } from "../domain/events.js";
import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import { ListSweeper } from "./list-sweeper.js";
import { connectRedis } from "./redis-connection.js";

export interface RedisInvalidationOptions {
  readonly url: string;
  readonly feedId: string;
  /** With `{productId}` where the product variant id stands. */
  readonly keys: readonly string[];
  readonly patterns: readonly string[];
  readonly logger: Logger;
}

/**
 * Deletes what others have cached of items that changed: durable, so that what changed while Redis was away is
 * deleted when it is back. Each item's keys are deleted by the batch, lists at most once a second.
 */
export async function openRedisInvalidation(options: RedisInvalidationOptions): Promise<EventSink> {
  const { url, feedId, keys, patterns, logger } = options;
  const log = logger.child({ sink: "cache" });
  const { redis, fault, close } = await connectRedis({ url, logger: log });
  const sweeper = new ListSweeper({
    ...{ redis, patterns, logger: log },
    owedKey: `inventory:lists-owed:${feedId}`,
  });
  redis.on("ready", () => sweeper.wake());
  return {
    name: "cache",
    delivery: "durable",
    carries: changesItem,
    async publish(events) {
      const ids = [...new Set(events.filter(changesItem).map(({ aggregateId }) => aggregateId))];
      if (ids.length === 0) return [];
      const named = ids.flatMap((id) => keys.map((key) => key.replaceAll("{productId}", () => id)));
      // Redis refuses no key: it takes all, or is away.
      if (named.length > 0) await redis.unlink(...named);
      await sweeper.owe();
      return [];
    },
    fault,
    async close() {
      await sweeper.close();
      await close();
    },
  };
}

/** A refused reservation is told of the item, and leaves it as it is. */
function changesItem({ aggregateType, type }: FeedEvent): boolean {
  return aggregateType === "InventoryItem" && type !== "InventoryReservationFailedEvent";
}
