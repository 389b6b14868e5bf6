/** What a client may still spend, after it has tried to. Of a client without a limit, points are Infinity. */
export interface Allowance {
  readonly granted: boolean;
  /** Points of a full bucket. */
  readonly limit: number;
  /** Points that are left, from 0. */
  readonly remaining: number;
  /** Until as much as was asked for would be there; 0: it was granted. */
  readonly retryAfterMs: number;
  /** Until the bucket is full again. */
  readonly fullAfterMs: number;
}

/** A token bucket for each client, by the name it is known by: what it takes comes back at a steady rate. */
export interface RateLimiter {
  /**
   * Takes `points` (from 0) of the client's bucket, or nothing at all when there are fewer. More than a full bucket
   * is granted when the bucket is full, and owed: nothing more is granted until it has come back. Never fails: what
   * cannot be counted everywhere is counted here.
   */
  take(client: string, points: number): Promise<Allowance>;
}

/** How much a client may spend. */
export interface Bucket {
  /** What comes back. */
  readonly pointsPerSecond: number;
  /** The points of a full bucket. */
  readonly burst: number;
}

/** Which bucket a client has; null: it may spend without end. */
export type BucketOf = (client: string) => Bucket | null;

/** Since the start. */
export interface RateFigures {
  /** Points. */
  readonly granted: number;
  readonly refused: number;
  /** Whether this process counts by itself now, because what is shared is away. */
  readonly alone: boolean;
}

/** A limiter of this process's own making. */
export interface WatchedRateLimiter extends RateLimiter {
  figures(): RateFigures;
}
