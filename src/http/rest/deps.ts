import type { RecentItems } from "../../ports/availability-cache.js";
import type { Clock } from "../../ports/clock.js";
import type { RateLimiter } from "../../ports/rate-limiter.js";
import type { Reader } from "../../ports/reader.js";
import type { UseCaseDeps } from "../../usecases/use-case.js";
import type { Logger } from "../../lib/logger.js";

/** What the room is given once, at start. */
export interface RestDeps {
  readonly deps: UseCaseDeps;
  readonly reader: Reader;
  /** For those who are shown items, as they are or were a moment ago. */
  readonly recent: RecentItems;
  /** What each client may still spend. */
  readonly rates: RateLimiter;
  /** How long a request is worked on. */
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}
