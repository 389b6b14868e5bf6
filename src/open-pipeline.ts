import type { Config } from "./config.js";
import { EXCHANGES } from "./messaging/exchanges.js";
import type { RelayOptions } from "./pipeline/relay.js";
import type { AuditLog } from "./ports/audit-log.js";
import type { Registry } from "./registry/registry.js";
import { createDeadLetters } from "./store/dead-letters.js";
import { createEventHistory } from "./store/feed/event-history.js";
import { createFailedEvents } from "./store/feed/failed-events.js";
import { createPublisherDesk } from "./store/feed/publisher-desk.js";
import { createReplays } from "./store/feed/replays.js";
import type { Store } from "./store/store.js";
import type { PipelineDeps } from "./usecases/pipeline-deps.js";

interface PipelineParts {
  readonly config: Config;
  readonly audit: AuditLog;
  readonly store: Pick<Store, "database">;
  readonly registry: Pick<Registry, "upcast">;
}

/** What operators see of the pipeline and do with it, on any node: by the database alone. */
export function openPipeline({ config, audit, store, registry }: PipelineParts): PipelineDeps {
  const { pool } = store.database;
  const { broker, pipeline } = config;
  const isServed = pipeline.sinks === null || pipeline.sinks.includes("rabbitmq");
  const prefix = broker.kind === "rabbitmq" ? broker.exchangePrefix : "";
  return {
    history: createEventHistory(pool, registry),
    failedEvents: createFailedEvents(pool, registry),
    deadLetters: createDeadLetters(pool),
    replays: createReplays(pool),
    desk: createPublisherDesk(pool),
    audit,
    replaying: {
      sink: isServed ? broker.kind : null,
      exchange: `${prefix}${EXCHANGES.events}`,
      eventsPerSecond: pipeline.replayEventsPerSecond,
    },
  };
}

/** The relay's part of it. */
export function openReplaying({
  config,
  store,
  registry,
}: PipelineParts): NonNullable<RelayOptions["replaying"]> {
  const pool = store.database.relay;
  return {
    history: createEventHistory(pool, registry),
    replays: createReplays(pool),
    eventsPerSecond: config.pipeline.replayEventsPerSecond,
  };
}
