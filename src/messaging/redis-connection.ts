import { Redis } from "ioredis";
import type { Logger } from "../lib/logger.js";

const ANSWER_TIMEOUT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;
const PING_INTERVAL_MS = 5_000;

export interface RedisConnection {
  readonly redis: Redis;
  /** Why nothing can be sent now; null while it can. */
  readonly fault: () => string | null;
  /** Idempotent. */
  readonly close: () => Promise<void>;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly logger: Logger;
  /** After each connect, so that what the server forgot with the last connection is told again. */
  readonly onReady?: (redis: Redis) => void;
}

/**
 * A connection that fails fast while it is away and comes back by itself. Resolves after the
 * first attempt, whether it succeeded or not.
 */
export async function connectRedis(options: RedisConnectionOptions): Promise<RedisConnection> {
  const { url, logger, onReady } = options;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    // How long the other side may leave a goodbye unanswered.
    disconnectTimeout: 500,
    // Nothing is kept for later: what is live is stale by then.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    commandTimeout: ANSWER_TIMEOUT_MS,
    socketTimeout: 2 * ANSWER_TIMEOUT_MS,
    retryStrategy: (attempt) =>
      Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2),
  });
  let away = false;
  let cause = "not connected yet";
  redis.on("ready", () => {
    away = false;
    logger.info("Redis is connected");
    onReady?.(redis);
  });
  // Each attempt fails with an error of its own: one line an outage is enough.
  redis.on("error", (error: Error) => {
    logger[away ? "debug" : "warn"]({ err: error }, "Redis is out of reach");
    away = true;
    cause = error.message || error.name;
  });
  // A peer that vanished without a word is noticed by an answer that does not come.
  const ping = setInterval(() => {
    if (redis.status === "ready") redis.ping().catch(() => undefined);
  }, PING_INTERVAL_MS);
  await redis.connect().catch(() => undefined);

  async function close(): Promise<void> {
    clearInterval(ping);
    const connected = ["connecting", "connect", "ready"].includes(redis.status);
    const ended = new Promise<void>((resolve) => redis.once("end", () => resolve()));
    redis.disconnect();
    // Between two attempts there is nothing to end, and no event says so.
    if (connected) await ended;
  }

  let closed: Promise<void> | undefined;
  const fault = () => (redis.status === "ready" ? null : `Redis is out of reach: ${cause}`);
  return { redis, fault, close: () => (closed ??= close()) };
}

/**
 * Subscribes; a connection that does not is as good as none, so another is taken.
 * @returns whether it did.
 */
export async function join(redis: Redis, channels: readonly string[], logger: Logger): Promise<boolean> {
  if (channels.length === 0) return true;
  try {
    await redis.subscribe(...channels);
    return true;
  } catch (error) {
    if (redis.status !== "ready") return false;
    logger.warn({ err: error, channels }, "Redis did not subscribe");
    redis.disconnect(true);
    return false;
  }
}
