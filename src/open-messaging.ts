import type { JSONWebKeySet } from "jose";
import type { Config } from "./config.js";
import type { Logger } from "./lib/logger.js";
import type { SinkName } from "./config/pipeline.js";
import { createInMemoryBroker } from "./messaging/in-memory-broker.js";
import { createInMemoryCache } from "./messaging/in-memory-cache.js";
import { createInMemoryLive } from "./messaging/in-memory-live.js";
import { createInMemoryRates } from "./messaging/in-memory-rates.js";
import { createInMemorySource } from "./messaging/in-memory-source.js";
import { createInMemoryWakeUp } from "./messaging/in-memory-wake-up.js";
import { openRabbitmqSink } from "./messaging/rabbitmq-sink.js";
import { openRabbitmqSource } from "./messaging/rabbitmq-source.js";
import { createRedisCache } from "./messaging/redis-cache.js";
import { createInMemoryAvailability } from "./messaging/in-memory-availability.js";
import { followChanges } from "./messaging/live-changes.js";
import { createRedisAvailability } from "./messaging/redis-availability.js";
import { connectRedis, type RedisConnection } from "./messaging/redis-connection.js";
import { openRedisInvalidation } from "./messaging/redis-invalidation.js";
import { openRedisLiveFeed } from "./messaging/redis-live-feed.js";
import { openRedisLiveSink } from "./messaging/redis-live-sink.js";
import { createRedisRates } from "./messaging/redis-rates.js";
import { openRedisWakeUp } from "./messaging/redis-wake-up.js";
import { openSigner, type Signer } from "./messaging/signer.js";
import type { AvailabilityCache } from "./ports/availability-cache.js";
import type { EventSink } from "./ports/event-sink.js";
import type { EventSource } from "./ports/event-source.js";
import type { KeyValueCache } from "./ports/key-value-cache.js";
import type { LiveFeed } from "./ports/live-feed.js";
import type { BucketOf, WatchedRateLimiter } from "./ports/rate-limiter.js";
import type { WakeUp } from "./ports/wake-up.js";

export interface Messaging {
  /** Empty unless this process relays. */
  readonly sinks: readonly EventSink[];
  /** Empty unless this process consumes. */
  readonly sources: readonly EventSource[];
  readonly liveFeed: LiveFeed;
  readonly wakeUp: WakeUp;
  /** What each client may still spend. */
  readonly rates: WatchedRateLimiter;
  /** Shared by the nodes, where they share a Redis. */
  readonly cache: KeyValueCache;
  /** Of items that were read; null: they are read each time. */
  readonly availability: AvailabilityCache | null;
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
    ...(config.invalidation && serves("cache")
      ? [await openRedisInvalidation({ ...config.invalidation, feedId, logger })]
      : []),
  ];
  const shared = await openShared(config, feedId, logger);
  const availability = await openAvailability({ config, feedId, live: live.liveFeed, logger });
  const sources = config.roles.has("consumer") ? await openSources(config, logger) : [];
  const parts = [...sinks, ...sources, live.liveFeed, live.wakeUp, shared, availability];
  return {
    sinks,
    sources,
    liveFeed: live.liveFeed,
    wakeUp: live.wakeUp,
    rates: shared.rates,
    cache: shared.cache,
    availability: availability.cache,
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

function openSources({ broker, consumers }: Config, logger: Logger): Promise<readonly EventSource[]> {
  const { sources, prefetch, retryStepsSeconds } = consumers;
  const options = { prefetch, retryStepsSeconds, logger };
  return Promise.all(
    sources.map((source) =>
      broker.kind === "memory"
        ? Promise.resolve(createInMemorySource({ ...options, ...source }))
        : openRabbitmqSource({ ...options, ...source, ...broker }),
    ),
  );
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

type Shared = Pick<Messaging, "rates" | "cache" | "close">;

/** What requests need of other nodes; only those that answer them have a connection for it. */
async function openShared(
  { live, roles, rates: { everybody, clients } }: Config,
  feedId: string,
  logger: Logger,
): Promise<Shared> {
  const bucketOf: BucketOf = (client) => {
    const own = clients.get(client);
    return own === undefined ? everybody : own;
  };
  if (live.kind === "memory" || !roles.has("api"))
    return {
      rates: createInMemoryRates(bucketOf),
      cache: createInMemoryCache(),
      close: async () => undefined,
    };
  const connection = await connectRedis({ url: live.url, logger });
  const options = { connection, feedId, logger };
  return {
    rates: createRedisRates({ ...options, bucketOf }),
    cache: createRedisCache(options),
    close: connection.close,
  };
}

interface CacheOptions {
  readonly config: Config;
  readonly feedId: string;
  readonly live: LiveFeed;
  readonly logger: Logger;
}

interface OpenedCache {
  readonly cache: AvailabilityCache | null;
  close(): Promise<void>;
}

/** Processes that change items tell the cache so; those that answer questions hear of others' changes, too. */
async function openAvailability({ config, feedId, live, logger }: CacheOptions): Promise<OpenedCache> {
  const { availabilityCache: wanted, roles } = config;
  const writes = roles.has("api") || roles.has("scheduler") || roles.has("consumer");
  if (wanted.kind === "off" || !writes) return { cache: null, close: async () => undefined };
  const { ttlMs } = wanted;
  let connection: RedisConnection | undefined;
  let cache = createInMemoryAvailability({ ttlMs });
  if (config.live.kind === "redis") {
    connection = await connectRedis({ url: config.live.url, logger });
    cache = createRedisAvailability({ connection, feedId, ttlMs, logger });
  }
  const leave = roles.has("api") ? await followChanges(live, feedId, cache) : undefined;
  return {
    cache,
    async close() {
      await leave?.();
      await connection?.close();
    },
  };
}
