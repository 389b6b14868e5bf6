import type { Config } from "./config.js";
import type { Logger } from "./lib/logger.js";
import { createInMemoryBroker } from "./messaging/in-memory-broker.js";
import { createInMemoryLive } from "./messaging/in-memory-live.js";
import { createInMemoryWakeUp } from "./messaging/in-memory-wake-up.js";
import { openRabbitmqSink } from "./messaging/rabbitmq-sink.js";
import { openRedisLiveFeed } from "./messaging/redis-live-feed.js";
import { openRedisLiveSink } from "./messaging/redis-live-sink.js";
import { openRedisWakeUp } from "./messaging/redis-wake-up.js";
import type { EventSink } from "./ports/event-sink.js";
import type { LiveFeed } from "./ports/live-feed.js";
import type { WakeUp } from "./ports/wake-up.js";

export interface Messaging {
  /** Empty unless this process relays. */
  readonly sinks: readonly EventSink[];
  readonly liveFeed: LiveFeed;
  readonly wakeUp: WakeUp;
  close(): Promise<void>;
}

/** Opens the adapters that the configuration picks, embedded or real, resource by resource. */
export async function openMessaging(config: Config, feedId: string, logger: Logger): Promise<Messaging> {
  const relays = config.roles.has("relay");
  const live =
    config.live.kind === "memory"
      ? inMemory(feedId, logger)
      : await onRedis(config.live.url, feedId, logger, relays);
  const sinks = [...(relays ? [await openBroker(config.broker, logger)] : []), ...live.sinks];
  const parts = [...sinks, live.liveFeed, live.wakeUp];
  return {
    sinks,
    liveFeed: live.liveFeed,
    wakeUp: live.wakeUp,
    close: async () => void (await Promise.all(parts.map((part) => part.close()))),
  };
}

function openBroker(broker: Config["broker"], logger: Logger): Promise<EventSink> {
  return broker.kind === "memory"
    ? Promise.resolve(createInMemoryBroker({ logger }))
    : openRabbitmqSink({ ...broker, logger });
}

type Live = Pick<Messaging, "sinks" | "liveFeed" | "wakeUp">;

function inMemory(feedId: string, logger: Logger): Live {
  const { sink, feed } = createInMemoryLive({ feedId, logger });
  return { sinks: [sink], liveFeed: feed, wakeUp: createInMemoryWakeUp({ logger }) };
}

async function onRedis(url: string, feedId: string, logger: Logger, relays: boolean): Promise<Live> {
  const [liveFeed, wakeUp, sinks] = await Promise.all([
    openRedisLiveFeed({ url, logger }),
    openRedisWakeUp({ url, channel: `inventory:wake:${feedId}`, logger }),
    relays ? openRedisLiveSink({ url, feedId, logger }).then((sink) => [sink]) : [],
  ]);
  return { liveFeed, wakeUp, sinks };
}
