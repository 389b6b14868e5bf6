import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from "cockatiel";
import type { Redis } from "ioredis";
import type { Logger } from "../lib/logger.js";
import { within } from "../lib/within.js";
import type { RedisConnection } from "./redis-connection.js";

/** Whoever waits longer is better served by what this process knows itself. */
const PATIENCE_MS = 100;
/** In a row: one slow answer, e.g. behind a pause of our own, is no outage. */
const FAILURES = 3;
/** Then nobody waits, but for one question so often. */
const ASK_EVERY_MS = 500;

/** Redis for requests that can do without: it answers soon, or not at all. */
export interface SoonRedis {
  /** @throws at once while Redis is known to be away, else after 100 ms at the latest. */
  ask<T>(question: (redis: Redis) => Promise<T>): Promise<T>;
  /** Whether questions are not even asked. */
  away(): boolean;
}

/** @param loss what is not shared while Redis does not answer, for the log: one line an outage. */
export function openSoonRedis(
  { redis, fault }: Pick<RedisConnection, "redis" | "fault">,
  { loss, logger }: { readonly loss: string; readonly logger: Logger },
): SoonRedis {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: ASK_EVERY_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  let told = false;
  const tell = (reason: string): void => {
    if (!told) logger.warn({ reason }, loss);
    told = true;
  };
  breaker.onFailure(({ reason }) => {
    if (breaker.state !== CircuitState.Open) return;
    tell("error" in reason ? reason.error.message : "Redis does not answer");
  });
  breaker.onSuccess(() => {
    if (told) logger.info("Redis answers in time again");
    told = false;
  });
  return {
    async ask(question) {
      const away = fault();
      if (away !== null) {
        tell(away);
        throw new Error(away);
      }
      return breaker.execute(() => within(PATIENCE_MS, question(redis)));
    },
    away: () => fault() !== null || breaker.state !== CircuitState.Closed,
  };
}
