import { ConfigError, type Environment } from "./environment.js";

/** What a client may spend: so many points come back each second, up to a full bucket. */
export interface BucketConfig {
  pointsPerSecond: number;
  burst: number;
}

export interface RatesConfig {
  /** Of every client that is not named; null: without a limit. */
  everybody: BucketConfig | null;
  /** By the subject of their tokens. */
  clients: ReadonlyMap<string, BucketConfig | null>;
}

/** About twice what one node can do for one Order Service: see docs/operations.md. */
const DEFAULT_POINTS_PER_SECOND = 200_000;
const MOST_POINTS_PER_SECOND = 1_000_000;
const MOST_BURST = 100_000_000;
/** Seconds of points that a bucket holds, unless it is said. */
const DEFAULT_SECONDS = 2;

export function readRates(environment: Environment): RatesConfig {
  const pointsPerSecond = environment.integer(
    "RATE_LIMIT_POINTS_PER_SECOND",
    DEFAULT_POINTS_PER_SECOND,
    0,
    MOST_POINTS_PER_SECOND,
  );
  if (pointsPerSecond === 0 && environment.text("RATE_LIMIT_BURST") !== undefined)
    throw new ConfigError("RATE_LIMIT_BURST is set, but RATE_LIMIT_POINTS_PER_SECOND is 0: no limit.");
  const burst = environment.integer("RATE_LIMIT_BURST", DEFAULT_SECONDS * pointsPerSecond, 1, MOST_BURST);
  return {
    everybody: pointsPerSecond === 0 ? null : { pointsPerSecond, burst },
    clients: clients(environment.text("RATE_LIMIT_CLIENTS")),
  };
}

function clients(text: string | undefined): RatesConfig["clients"] {
  const named = new Map<string, BucketConfig | null>();
  for (const each of text?.split(",") ?? []) {
    // Subjects may have "=" in them.
    const [, subject, rate, burst] = /^(.+)=\s*(\d+)(?:\s*\/\s*(\d+))?$/.exec(each.trim()) ?? [];
    const client = subject?.trim();
    if (!client)
      throw new ConfigError(
        `RATE_LIMIT_CLIENTS has "${each.trim()}", which is not <subject>=<points a second>/<burst>.`,
      );
    if (named.has(client)) throw new ConfigError(`RATE_LIMIT_CLIENTS names "${client}" twice.`);
    named.set(client, bucket(client, Number(rate), burst === undefined ? undefined : Number(burst)));
  }
  return named;
}

function bucket(client: string, pointsPerSecond: number, burst?: number): BucketConfig | null {
  const within = (value: number, least: number, most: number, what: string): number => {
    if (value >= least && value <= most) return value;
    throw new ConfigError(
      `RATE_LIMIT_CLIENTS gives "${client}" ${value} ${what}, which is not from ${least} to ${most}.`,
    );
  };
  within(pointsPerSecond, 0, MOST_POINTS_PER_SECOND, "points a second");
  if (pointsPerSecond === 0 && burst === undefined) return null;
  within(pointsPerSecond, 1, MOST_POINTS_PER_SECOND, "points a second with a burst");
  return {
    pointsPerSecond,
    burst: within(burst ?? DEFAULT_SECONDS * pointsPerSecond, 1, MOST_BURST, "points of burst"),
  };
}
