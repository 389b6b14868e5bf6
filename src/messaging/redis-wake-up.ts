import type { Redis } from "ioredis";
import type { Logger } from "../lib/logger.js";
import type { WakeUp } from "../ports/wake-up.js";
import { connectRedis, join, type RedisConnection } from "./redis-connection.js";
import { createWakeUpListeners } from "./wake-up-listeners.js";

export interface RedisWakeUpOptions {
  readonly url: string;
  readonly channel: string;
  readonly logger: Logger;
}

/** Opens whether Redis is there or not: a signal that is lost costs only time. */
export async function openRedisWakeUp({ url, channel, logger }: RedisWakeUpOptions): Promise<WakeUp> {
  const sender = await connectRedis({ url, logger });
  const listeners = createWakeUpListeners(logger);
  let receiver: Promise<RedisConnection> | undefined;
  let hearing = false;
  let sending = false;
  let dirty = false;
  let closed: Promise<void> | undefined;

  /** However many signals come while one is on its way, one more follows it. */
  async function send(): Promise<void> {
    sending = true;
    while (dirty) {
      dirty = false;
      await sender.redis.publish(channel, "").catch((error: Error) => {
        logger.debug({ err: error }, "A wake-up was lost");
      });
    }
    sending = false;
  }

  /** Its own connection, since one that subscribes takes no other commands everywhere. */
  async function openReceiver(): Promise<RedisConnection> {
    let joins: Promise<void> | undefined;
    let opened = false;
    const hear = (heard: boolean): void => {
      if (hearing === heard) return;
      hearing = heard;
      // Whatever is signalled in between is lost: look now, and once more when it is back.
      if (opened && !closed) listeners.wake();
    };
    const onReady = (redis: Redis): void => {
      joins = join(redis, [channel], logger).then(hear);
    };
    const connection = await connectRedis({ url, logger, onReady });
    connection.redis.on("close", () => hear(false));
    connection.redis.on("message", () => listeners.wake());
    await joins;
    opened = true;
    return connection;
  }

  async function close(): Promise<void> {
    await sender.close();
    await (await receiver)?.close();
  }

  return {
    signal() {
      dirty = true;
      if (!sending) void send();
    },
    async listen(listener) {
      listeners.add(listener);
      await (receiver ??= openReceiver());
    },
    fault: () => (hearing ? null : "Redis is out of reach: nothing is heard of other processes' commits"),
    close: () => (closed ??= close()),
  };
}
