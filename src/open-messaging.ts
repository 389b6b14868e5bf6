import type { JSONWebKeySet } from "jose";
import type { Config } from "./config.js";
import type { Logger } from "./lib/logger.js";
import type { SinkName } from "./config/pipeline.js";
import { createInMemoryBroker } from "./messaging/in-memory-broker.js";
import { createInMemoryLive } from "./messaging/in-memory-live.js";
import { createInMemoryWakeUp } from "./messaging/in-memory-wake-up.js";
import { openRabbitmqSink } from "./messaging/rabbitmq-sink.js";
import { openRedisLiveFeed } from "./messaging/redis-live-feed.js";
import { openRedisLiveSink } from "./messaging/redis-live-sink.js";
import { openRedisWakeUp } from "./messaging/redis-wake-up.js";
import { openSigner, type Signer } from "./messaging/signer.js";
import type { EventSink } from "./ports/event-sink.js";
import type { LiveFeed } from "./ports/live-feed.js";
import type { WakeUp } from "./ports/wake-up.js";

export interface Messaging {
  /** Empty unless this process relays. */
  readonly sinks: readonly EventSink[];
  readonly liveFeed: LiveFeed;
  readonly wakeUp: WakeUp;
  /** What consumers verify messages with; null: they are not signed. */
  readonly eventKeys: JSONWebKeySet | null;
  close(): Promise<void>;
}

/** Opens the adapters that the configuration picks, embedded or real, resource by resource. */
export async function openMessaging(config: Config, feedId: string, logger: Logger): Promise<Messaging> {
  const { signingKey, sinks: wanted } = config.pipeline;
  const relays = config.roles.has("relay");
  const serves = (sink: SinkName): boolean => relays && (wanted?.includes(sink) ?? true);
  const signer = signingKey === null ? null : await openSigner(signingKey);
  const live =
    config.live.kind === "memory"
      ? inMemory(feedId, logger)
      : await onRedis(config.live.url, feedId, logger, serves("live"));
  const sinks = [
    ...(serves("rabbitmq") ? [await openBroker(config, signer, logger)] : []),
    ...(serves("live") ? live.sinks : []),
  ];
  const parts = [...sinks, live.liveFeed, live.wakeUp];
  return {
    sinks,
    liveFeed: live.liveFeed,
    wakeUp: live.wakeUp,
    eventKeys: signer?.publicKeys ?? null,
    close: async () => void (await Promise.all(parts.map((part) => part.close()))),
  };
}

function openBroker({ broker, pipeline }: Config, signer: Signer | null, logger: Logger): Promise<EventSink> {
  const options = { dialects: pipeline.dialects.rabbitmq ?? ["canonical" as const], signer, logger };
  return broker.kind === "memory"
    ? Promise.resolve(createInMemoryBroker(options))
    : openRabbitmqSink({ ...broker, ...options });
}

type Live = Pick<Messaging, "sinks" | "liveFeed" | "wakeUp">;

function inMemory(feedId: string, logger: Logger): Live {
  const { sink, feed } = createInMemoryLive({ feedId, logger });
  return { sinks: [sink], liveFeed: feed, wakeUp: createInMemoryWakeUp({ logger }) };
}

async function onRedis(url: string, feedId: string, logger: Logger, sends: boolean): Promise<Live> {
  const [liveFeed, wakeUp, sinks] = await Promise.all([
    openRedisLiveFeed({ url, logger }),
    openRedisWakeUp({ url, channel: `inventory:wake:${feedId}`, logger }),
    sends ? openRedisLiveSink({ url, feedId, logger }).then((sink) => [sink]) : [],
  ]);
  return { liveFeed, wakeUp, sinks };
}
