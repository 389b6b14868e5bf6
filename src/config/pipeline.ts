import { ConfigError, type Environment } from "./environment.js";

/** Where events go. Which of them there are follows from what is configured, unless EVENT_SINKS picks. */
export const SINKS = ["rabbitmq", "live", "cache"] as const;
export type SinkName = (typeof SINKS)[number];

/** Those that tell of events, rather than of themselves alone or of what is out of date. */
const SPEAKING: readonly string[] = ["rabbitmq"] satisfies SinkName[];

/** In whose words a durable sink tells of an event; one event may be told in several. */
export const DIALECTS = ["canonical", "lomash", "saga", "publisher"] as const;
export type Dialect = (typeof DIALECTS)[number];

export interface PipelineConfig {
  readonly relay: { readonly pollIntervalMs: number; readonly batchSize: number };
  /** null: all there are. */
  readonly sinks: readonly SinkName[] | null;
  /** Of each durable sink that says so; `canonical` alone for the others. */
  readonly dialects: Readonly<Partial<Record<SinkName, readonly Dialect[]>>>;
  /** Of events that a sink's other side refuses. */
  readonly retry: {
    readonly firstMs: number;
    readonly longestMs: number;
    readonly factor: number;
    /** Deliveries until an event is parked. */
    readonly attempts: number;
    /** What happens to later events of an item, or order, one of whose events is parked. */
    readonly behindParked: "HOLD" | "PASS";
  };
  /** Readiness warns when more events than this are parked. */
  readonly failedEventsThreshold: number;
  readonly retention: {
    /** How long events are kept that every sink has. */
    readonly days: number;
    /** A sink that is further behind is detached, so that it cannot hold retention for ever. */
    readonly longestLagDays: number;
  };
  /** For how long it is remembered what messages of other services said. */
  readonly memory: {
    readonly messageDays: number;
    readonly orderDays: number;
    readonly deadLetterDays: number;
  };
  readonly replayEventsPerSecond: number;
  /** Path of a private key (PEM, JWK, or a JWK set whose first private key it is) that messages are signed with; null: they are not. */
  readonly signingKey: string | null;
}

export function readPipeline(environment: Environment): PipelineConfig {
  const retention = {
    days: environment.integer("EVENT_RETENTION_DAYS", 14, 1, 3_650),
    longestLagDays: environment.integer("SINK_LONGEST_LAG_DAYS", 30, 1, 3_650),
  };
  const retry = {
    firstMs: environment.integer("RETRY_FIRST_INTERVAL_MS", 1_000, 1, 3_600_000),
    longestMs: environment.integer("RETRY_LONGEST_INTERVAL_MS", 60_000, 1, 86_400_000),
    factor: environment.decimal("RETRY_FACTOR", 2, 1, 10),
    attempts: environment.integer("RETRY_ATTEMPTS", 8, 1, 1_000),
    behindParked: environment.oneOf("RETRY_BEHIND_PARKED", ["HOLD", "PASS"] as const, "HOLD"),
  };
  if (retry.longestMs < retry.firstMs) {
    throw new ConfigError("RETRY_LONGEST_INTERVAL_MS must not be less than RETRY_FIRST_INTERVAL_MS.");
  }
  return {
    relay: {
      pollIntervalMs: environment.integer("OUTBOX_POLL_INTERVAL_MS", 500, 1, 60_000),
      batchSize: environment.integer("OUTBOX_BATCH_SIZE", 500, 1, 10_000),
    },
    sinks: environment.listOf("EVENT_SINKS", SINKS) ?? null,
    dialects: dialects(environment.text("EVENT_DIALECTS")),
    retry,
    failedEventsThreshold: environment.integer("FAILED_EVENTS_THRESHOLD", 10, 0, 1_000_000),
    retention,
    memory: {
      messageDays: environment.integer("MESSAGES_REMEMBERED_DAYS", 60, 1, 3_650),
      orderDays: environment.integer("ORDERS_REMEMBERED_DAYS", 365, 1, 3_650),
      deadLetterDays: environment.integer("DEAD_LETTER_RETENTION_DAYS", 30, 1, 3_650),
    },
    replayEventsPerSecond: environment.integer("REPLAY_EVENTS_PER_SECOND", 1_000, 1, 100_000),
    signingKey: environment.text("EVENT_SIGNING_KEY") ?? null,
  };
}

/** Such as `rabbitmq=canonical+lomash`, comma separated. */
function dialects(value: string | undefined): PipelineConfig["dialects"] {
  if (value === undefined) return {};
  const parts = value.split(",");
  const named = Object.fromEntries(
    parts.map((part) => {
      const [sink = "", ...rest] = part.split("=").map((each) => each.trim());
      const words = rest.join("=");
      if (!SPEAKING.includes(sink)) {
        throw new ConfigError(`EVENT_DIALECTS names the sink "${sink}"; known are ${SPEAKING.join(", ")}.`);
      }
      const spoken = [...new Set(words.split("+").map((each) => each.trim()))];
      const unknown = spoken.find((each) => !(DIALECTS as readonly string[]).includes(each));
      if (unknown !== undefined) {
        throw new ConfigError(`EVENT_DIALECTS names "${unknown}"; known are ${DIALECTS.join(", ")}.`);
      }
      return [sink, spoken as Dialect[]];
    }),
  );
  if (Object.keys(named).length < parts.length) throw new ConfigError("EVENT_DIALECTS names a sink twice.");
  return named;
}
