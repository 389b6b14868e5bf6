import { AUDIT_LEVELS, type AuditLevel } from "./config/audit.js";
import { readConsumers, rejectLongNames, type ConsumersConfig } from "./config/consumers.js";
import {
  readAvailabilityCache,
  readInvalidation,
  type AvailabilityCacheConfig,
  type InvalidationConfig,
} from "./config/cache.js";
import { address, ConfigError, Environment, type Variables } from "./config/environment.js";
import { readGraphql, type GraphqlConfig } from "./config/graphql.js";
import { readAuth, type AuthConfig } from "./config/identity.js";
import { readPipeline, type PipelineConfig } from "./config/pipeline.js";
import { readRates, type RatesConfig } from "./config/rates.js";
import { readReconciliation, type ReconciliationConfig } from "./config/reconciliation.js";
import { rejectMissingSinks } from "./config/sinks.js";
import { readSubscribers, type SubscribersConfig } from "./config/subscribers.js";
import { MAX_TTL_SECONDS } from "./domain/commands.js";
import { STRATEGIES } from "./domain/planner/strategy.js";

/** Pino's. */
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export const DEFAULT_DATA_DIR = ".data";

export const ROLES = ["api", "relay", "consumer", "scheduler"] as const;
export type Role = (typeof ROLES)[number];

/** Each resource is either ours (embedded) or somebody's address; never both, never neither. */
export type DatabaseConfig = { kind: "embedded"; dataDir: string } | { kind: "postgres"; url: string };
export type BrokerConfig = { kind: "memory" } | { kind: "rabbitmq"; url: string; exchangePrefix: string };
export type LiveConfig = { kind: "memory" } | { kind: "redis"; url: string };

/** One of ours by its name, or the path of somebody's module. */
export type StrategyConfig =
  { kind: "named"; name: keyof typeof STRATEGIES } | { kind: "module"; path: string };

export interface Config {
  port: number;
  host: string;
  roles: ReadonlySet<Role>;
  logLevel: string;
  /** What of the audit stands in the log. */
  auditLog: AuditLevel;
  database: DatabaseConfig;
  broker: BrokerConfig;
  live: LiveConfig;
  availabilityCache: AvailabilityCacheConfig;
  /** Of caches that are others'; null: of none. */
  invalidation: InvalidationConfig | null;
  auth: AuthConfig;
  /** Whether /metrics is read without a token. */
  metricsPublic: boolean;
  stock: { lowStockThreshold: number; reservationTtlSeconds: number };
  /** From which warehouses orders are drawn. */
  strategy: StrategyConfig;
  pipeline: PipelineConfig;
  /** What comes in. */
  consumers: ConsumersConfig;
  reconciliation: ReconciliationConfig;
  subscribers: SubscribersConfig;
  graphql: GraphqlConfig;
  rates: RatesConfig;
  /** How long a request is worked on. */
  requestTimeoutMs: number;
}

/** @throws ConfigError naming the variable, when one is malformed or two contradict each other. */
export function readConfig(variables: Variables): Config {
  const environment = new Environment(variables);
  const text = (name: string) => environment.text(name);
  const roles: ReadonlySet<Role> = new Set(environment.listOf("ROLES", ROLES) ?? ROLES);
  const config: Config = {
    port: environment.integer("PORT", 4000, 0, 65535),
    host: text("HOST") ?? "127.0.0.1",
    roles,
    logLevel: environment.oneOf("LOG_LEVEL", LOG_LEVELS, "info"),
    auditLog: environment.oneOf("AUDIT_LOG", AUDIT_LEVELS, "admin"),
    database: database(text("DATABASE_URL"), text("DATA_DIR")),
    broker: broker(text("AMQP_URL"), text("AMQP_EXCHANGE_PREFIX")),
    live: live(text("REDIS_URL")),
    availabilityCache: readAvailabilityCache(environment),
    invalidation: readInvalidation(environment),
    auth: readAuth(environment),
    metricsPublic: environment.flag("METRICS_PUBLIC") ?? false,
    stock: {
      lowStockThreshold: environment.integer("LOW_STOCK_THRESHOLD", 3, 0, 2_147_483_647),
      reservationTtlSeconds: environment.integer("RESERVATION_TTL_SECONDS", 900, 0, MAX_TTL_SECONDS),
    },
    strategy: strategy(text("WAREHOUSE_STRATEGY") ?? "PRIORITY"),
    pipeline: readPipeline(environment),
    consumers: readConsumers(environment, roles.has("api")),
    reconciliation: readReconciliation(environment),
    subscribers: readSubscribers(environment),
    graphql: readGraphql(environment),
    rates: readRates(environment),
    requestTimeoutMs: 1_000 * environment.decimal("REQUEST_TIMEOUT_SECONDS", 10, 0.1, 300),
  };
  const { pipeline } = config;
  rejectMissingSinks({
    relays: roles.has("relay"),
    onRabbitmq: config.broker.kind === "rabbitmq",
    invalidates: config.invalidation !== null,
    pipeline,
  });
  if (roles.has("consumer") && config.broker.kind === "rabbitmq")
    rejectLongNames(config.consumers, config.broker.exchangePrefix);
  rejectSharing(config);
  return config;
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
      exchangePrefix: checkedPrefix(exchangePrefix ?? ""),
    };
  }
  if (exchangePrefix !== undefined)
    throw new ConfigError("AMQP_EXCHANGE_PREFIX is set, but AMQP_URL is not.");
  return { kind: "memory" };
}

/** Our longest name, such as `inventory.product.retry.86400`, has to fit behind it into AMQP's 255 bytes. */
const MAX_PREFIX_BYTES = 220;

function checkedPrefix(prefix: string): string {
  if (/^[!-~]*$/.test(prefix) && prefix.length <= MAX_PREFIX_BYTES && !prefix.startsWith("amq."))
    return prefix;
  throw new ConfigError(
    `AMQP_EXCHANGE_PREFIX must be at most ${MAX_PREFIX_BYTES} printable ASCII characters without spaces, and not begin with "amq.", which is the broker's own.`,
  );
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

/** A process that lacks a role expects another to have it, which then must reach the same parts. */
function rejectSharing(config: Config): void {
  const missing = (["api", "relay"] as const).filter((role) => !config.roles.has(role));
  if (missing.length === 0) return;
  const embedded = [
    config.database.kind === "embedded" ? "DATABASE_URL" : undefined,
    config.live.kind === "memory" ? "REDIS_URL" : undefined,
    config.broker.kind === "memory" && (config.roles.has("relay") || config.roles.has("consumer"))
      ? "AMQP_URL"
      : undefined,
  ].filter((name) => name !== undefined);
  if (embedded.length === 0) return;
  const others = missing.join(" and ");
  throw new ConfigError(
    `ROLES leaves ${others} to another process, which cannot share what is embedded here: set ${embedded.join(", ")}.`,
  );
}
