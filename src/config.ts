import { MAX_TTL_SECONDS } from "./domain/commands.js";
import { STRATEGIES } from "./domain/planner/strategy.js";
import { StartError } from "./lib/start-error.js";

/** Pino's. */
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export const DEFAULT_DATA_DIR = ".data";

export const ROLES = ["api", "relay", "consumer", "scheduler"] as const;
export type Role = (typeof ROLES)[number];

/** Each resource is either ours (embedded) or somebody's address; never both, never neither. */
export type DatabaseConfig = { kind: "embedded"; dataDir: string } | { kind: "postgres"; url: string };
export type BrokerConfig = { kind: "memory" } | { kind: "rabbitmq"; url: string; exchangePrefix: string };
export type LiveConfig = { kind: "memory" } | { kind: "redis"; url: string };
export type AuthConfig =
  { kind: "embedded"; exposed: boolean } | { kind: "jwks"; url: string; issuer: string; audience: string };

/** One of ours by its name, or the path of somebody's module. */
export type StrategyConfig =
  { kind: "named"; name: keyof typeof STRATEGIES } | { kind: "module"; path: string };

export interface Config {
  port: number;
  host: string;
  roles: ReadonlySet<Role>;
  logLevel: string;
  database: DatabaseConfig;
  broker: BrokerConfig;
  live: LiveConfig;
  auth: AuthConfig;
  /** Whether /metrics is read without a token. */
  metricsPublic: boolean;
  stock: { lowStockThreshold: number; reservationTtlSeconds: number };
  /** From which warehouses orders are drawn. */
  strategy: StrategyConfig;
  relay: { pollIntervalMs: number; batchSize: number };
}

export class ConfigError extends StartError {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError naming the variable, when one is malformed or two contradict each other. */
export function readConfig(environment: Environment): Config {
  const text = (name: string) => environment[name]?.trim() || undefined;
  const config: Config = {
    port: integer(text("PORT"), "PORT", 4000, 0, 65535),
    host: text("HOST") ?? "127.0.0.1",
    roles: roles(text("ROLES")),
    logLevel: logLevel(text("LOG_LEVEL") ?? "info"),
    database: database(text("DATABASE_URL"), text("DATA_DIR")),
    broker: broker(text("AMQP_URL"), text("AMQP_EXCHANGE_PREFIX")),
    live: live(text("REDIS_URL")),
    auth: auth(text),
    metricsPublic: flag(text("METRICS_PUBLIC"), "METRICS_PUBLIC") ?? false,
    stock: {
      lowStockThreshold: integer(text("LOW_STOCK_THRESHOLD"), "LOW_STOCK_THRESHOLD", 3, 0, 2_147_483_647),
      reservationTtlSeconds: integer(
        text("RESERVATION_TTL_SECONDS"),
        "RESERVATION_TTL_SECONDS",
        900,
        0,
        MAX_TTL_SECONDS,
      ),
    },
    strategy: strategy(text("WAREHOUSE_STRATEGY") ?? "PRIORITY"),
    relay: {
      pollIntervalMs: integer(text("OUTBOX_POLL_INTERVAL_MS"), "OUTBOX_POLL_INTERVAL_MS", 500, 1, 60_000),
      batchSize: integer(text("OUTBOX_BATCH_SIZE"), "OUTBOX_BATCH_SIZE", 500, 1, 10_000),
    },
  };
  rejectSharing(config);
  return config;
}

function integer(
  value: string | undefined,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${value}".`);
  }
  return number;
}

function flag(value: string | undefined, name: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false")
    throw new ConfigError(`${name} must be true or false, not "${value}".`);
  return value === "true";
}

function logLevel(value: string): string {
  if (LOG_LEVELS.includes(value)) return value;
  throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, not "${value}".`);
}

function roles(value: string | undefined): ReadonlySet<Role> {
  if (value === undefined) return new Set(ROLES);
  const named = value.split(",").map((role) => role.trim());
  const unknown = named.find((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined)
    throw new ConfigError(`ROLES names "${unknown}"; known are ${ROLES.join(", ")}.`);
  return new Set(named as Role[]);
}

function address(value: string, name: string, protocols: readonly string[]): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : undefined;
  if (protocol === undefined || !protocols.includes(protocol)) {
    throw new ConfigError(`${name} must be an address that begins with ${protocols.join(" or ")}//.`);
  }
  return value;
}

function database(url: string | undefined, dataDir: string | undefined): DatabaseConfig {
  if (url === undefined) return { kind: "embedded", dataDir: dataDir ?? DEFAULT_DATA_DIR };
  return { kind: "postgres", url: address(url, "DATABASE_URL", ["postgres:", "postgresql:"]) };
}

function broker(url: string | undefined, exchangePrefix: string | undefined): BrokerConfig {
  if (url !== undefined) {
    return {
      kind: "rabbitmq",
      url: address(url, "AMQP_URL", ["amqp:", "amqps:"]),
      exchangePrefix: exchangePrefix ?? "",
    };
  }
  if (exchangePrefix !== undefined)
    throw new ConfigError("AMQP_EXCHANGE_PREFIX is set, but AMQP_URL is not.");
  return { kind: "memory" };
}

function live(url: string | undefined): LiveConfig {
  return url === undefined
    ? { kind: "memory" }
    : { kind: "redis", url: address(url, "REDIS_URL", ["redis:", "rediss:"]) };
}

function strategy(value: string): StrategyConfig {
  if (Object.hasOwn(STRATEGIES, value)) return { kind: "named", name: value as keyof typeof STRATEGIES };
  if (/[./\\]/.test(value)) return { kind: "module", path: value };
  const names = Object.keys(STRATEGIES).join(", ");
  throw new ConfigError(
    `WAREHOUSE_STRATEGY must be ${names} or the path of a module (./my-strategy.js), not "${value}".`,
  );
}

function auth(text: (name: string) => string | undefined): AuthConfig {
  const url = text("AUTH_JWKS_URL");
  const embedded = flag(text("AUTH_EMBEDDED"), "AUTH_EMBEDDED");
  if (url === undefined) {
    const orphan = ["AUTH_ISSUER", "AUTH_AUDIENCE"].find((name) => text(name) !== undefined);
    if (orphan !== undefined) throw new ConfigError(`${orphan} is set, but AUTH_JWKS_URL is not.`);
    if (embedded === false)
      throw new ConfigError("AUTH_EMBEDDED=false needs AUTH_JWKS_URL: nobody could get a token.");
    return { kind: "embedded", exposed: embedded === true };
  }
  if (embedded === true)
    throw new ConfigError("AUTH_EMBEDDED=true and AUTH_JWKS_URL contradict each other: set one.");
  const [issuer, audience] = [text("AUTH_ISSUER"), text("AUTH_AUDIENCE")];
  if (issuer === undefined || audience === undefined) {
    throw new ConfigError("AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it.");
  }
  return { kind: "jwks", url: address(url, "AUTH_JWKS_URL", ["http:", "https:"]), issuer, audience };
}

/** A process that lacks a role expects another to have it, which then must reach the same parts. */
function rejectSharing(config: Config): void {
  const missing = (["api", "relay"] as const).filter((role) => !config.roles.has(role));
  if (missing.length === 0) return;
  const embedded = [
    config.database.kind === "embedded" ? "DATABASE_URL" : undefined,
    config.live.kind === "memory" ? "REDIS_URL" : undefined,
    config.broker.kind === "memory" && config.roles.has("relay") ? "AMQP_URL" : undefined,
  ].filter((name) => name !== undefined);
  if (embedded.length === 0) return;
  const others = missing.join(" and ");
  throw new ConfigError(
    `ROLES leaves ${others} to another process, which cannot share what is embedded here: set ${embedded.join(", ")}.`,
  );
}
