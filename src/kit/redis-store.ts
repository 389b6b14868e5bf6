import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { DAY_MS, KEEP_DAYS, StoreUnavailable, type IdempotencyStore } from "./idempotency-store.js";

/** What is used of a client of the package `ioredis`. */
export interface RedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

export interface RedisStoreOptions {
  readonly redis: RedisClient;
  /** Stands in each key: `stockfeed:{consumer}:...`. */
  readonly consumer: string;
  readonly keepDays?: number;
  /** When a process dies under its work, another takes the event up after so long; renewed while it lives. */
  readonly leaseMs?: number;
}

/** Begins, and renews. */
const CLAIM = `
local state = redis.call('GET', KEYS[1])
if state == 'done' then return 'done' end
if state and state ~= ARGV[1] then return 'busy' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'mine'`;
const SET = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])";
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 'OK'";
const LOAD = "return redis.call('GET', KEYS[1])";
const SAVE = "return redis.call('SET', KEYS[1], ARGV[1])";

const BUSY_PAUSE_MS = 100;

/**
 * Handled at least once, and again only where a process died between the work and the note of it: Redis has no
 * transaction that a handler could take part in.
 */
export function createRedisStore(options: RedisStoreOptions): IdempotencyStore {
  const { redis, consumer, keepDays = KEEP_DAYS, leaseMs = 30_000 } = options;
  const key = (name: string): string => `stockfeed:{${consumer}}:${name}`;
  const run = async (script: string, name: string, ...values: (string | number)[]): Promise<unknown> => {
    try {
      return await redis.eval(script, 1, key(name), ...values);
    } catch (cause) {
      throw new StoreUnavailable(`Redis is out of reach: ${(cause as Error).message}`, { cause });
    }
  };
  /** Done, and not noted yet: when Redis goes away in between, the note alone is made up for. */
  const unnoted = new Set<string>();

  async function doWork(
    { eventId, name, token }: { eventId: string; name: string; token: string },
    work: (transaction: undefined) => Promise<void>,
  ): Promise<void> {
    // What cannot be renewed now is tried again before the lease is over.
    const renewing = setInterval(
      () => void run(CLAIM, name, token, leaseMs).catch(() => undefined),
      leaseMs / 3,
    );
    try {
      await work(undefined);
      unnoted.add(eventId);
    } catch (error) {
      // If Redis is away, the lease ends by itself.
      await run(RELEASE, name, token).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }

  return {
    async prepare() {},
    async once(eventId, work) {
      const [name, token] = [`handled:${eventId}`, randomUUID()];
      while (!unnoted.has(eventId)) {
        const state = await run(CLAIM, name, token, leaseMs);
        if (state === "done") return "duplicate";
        if (state === "mine") await doWork({ eventId, name, token }, work);
        else await delay(BUSY_PAUSE_MS);
      }
      await run(SET, name, "done", keepDays * DAY_MS);
      unnoted.delete(eventId);
      return "handled";
    },
    async loadPosition() {
      const position = await run(LOAD, "position");
      return typeof position === "string" ? Number(position) : null;
    },
    savePosition: async (position) => void (await run(SAVE, "position", position)),
    // Redis forgets by itself.
    async prune() {},
  };
}
