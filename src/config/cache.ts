import { address, ConfigError, type Environment } from "./environment.js";

/** Where nodes keep what they have read of items for a while. */
export type AvailabilityCacheConfig =
  { readonly kind: "off" } | { readonly kind: "memory" | "redis"; readonly ttlMs: number };

/** Whose keys are deleted when an item changes; null: nobody's. */
export interface InvalidationConfig {
  readonly url: string;
  /** Deleted for each item that changed; `{productId}` stands for its product variant id. */
  readonly keys: readonly string[];
  /** Of Redis's glob style: what matches is deleted when any item has changed. */
  readonly patterns: readonly string[];
}

/** Everything of ours begins with it, and nothing of ours is anybody's to delete. */
const OURS = "inventory:";
const PLACEHOLDER = "{productId}";
const DEFAULT_KEYS = `product:${PLACEHOLDER}`;
const DEFAULT_PATTERNS = "products:list:*,products:filter:*";

export function readAvailabilityCache(environment: Environment): AvailabilityCacheConfig {
  const kind = environment.oneOf("AVAILABILITY_CACHE", ["off", "redis", "memory"] as const, "off");
  const seconds = environment.integer("AVAILABILITY_CACHE_TTL_SECONDS", 30, 1, 3_600);
  if (kind === "off") {
    if (environment.text("AVAILABILITY_CACHE_TTL_SECONDS") === undefined) return { kind };
    throw new ConfigError("AVAILABILITY_CACHE_TTL_SECONDS is set, but AVAILABILITY_CACHE is off.");
  }
  const shared = environment.text("REDIS_URL") !== undefined;
  if (kind === "redis" && !shared)
    throw new ConfigError("AVAILABILITY_CACHE is redis, but REDIS_URL is not set.");
  if (kind === "memory" && shared)
    throw new ConfigError(
      "AVAILABILITY_CACHE is memory, which one process alone can have; with REDIS_URL it is redis.",
    );
  return { kind, ttlMs: 1_000 * seconds };
}

export function readInvalidation(environment: Environment): InvalidationConfig | null {
  const text = (name: string) => environment.text(name);
  if (!environment.flag("CACHE_INVALIDATION")) {
    const names = ["CACHE_INVALIDATION_URL", "CACHE_INVALIDATION_KEYS", "CACHE_INVALIDATION_PATTERNS"];
    const set = names.find((name) => text(name) !== undefined);
    if (set === undefined) return null;
    throw new ConfigError(`${set} is set, but CACHE_INVALIDATION is not true.`);
  }
  const [name, url] = text("CACHE_INVALIDATION_URL")
    ? ["CACHE_INVALIDATION_URL", text("CACHE_INVALIDATION_URL")]
    : ["REDIS_URL", text("REDIS_URL")];
  if (url === undefined)
    throw new ConfigError(
      "CACHE_INVALIDATION needs CACHE_INVALIDATION_URL or REDIS_URL: whose keys to delete.",
    );
  return {
    url: address(url, name ?? "", ["redis:", "rediss:"]),
    keys: keys(text("CACHE_INVALIDATION_KEYS") ?? DEFAULT_KEYS),
    patterns: patterns(text("CACHE_INVALIDATION_PATTERNS") ?? DEFAULT_PATTERNS),
  };
}

/** `none`: the cache has none of the kind. */
function named(value: string): string[] {
  return value === "none" ? [] : value.split(",").map((each) => each.trim());
}

/** Such that it, or what it matches, could be a key of ours. */
function reachesOurs(begins: string): boolean {
  return begins.startsWith(OURS) || OURS.startsWith(begins);
}

function keys(value: string): string[] {
  const given = named(value);
  const wrong = given.find((key) => {
    const [begins = "", ...rest] = key.split(PLACEHOLDER);
    return rest.length === 0 || reachesOurs(begins);
  });
  if (wrong === undefined) return given;
  throw new ConfigError(
    `CACHE_INVALIDATION_KEYS has "${wrong}", which has no ${PLACEHOLDER} behind a name of its own, or could be a key of ours (${OURS}).`,
  );
}

function patterns(value: string): string[] {
  const given = named(value);
  const wrong = given.find((pattern) => {
    const [begins = ""] = /^[^*?[\\]*/.exec(pattern) ?? [];
    return reachesOurs(begins);
  });
  if (wrong === undefined) return given;
  throw new ConfigError(
    `CACHE_INVALIDATION_PATTERNS has "${wrong}", which does not begin with a name of its own, or could match what is ours (${OURS}).`,
  );
}
