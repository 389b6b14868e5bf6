import { collectDefaultMetrics, Registry } from "prom-client";
import type { Alerts } from "../ports/alerts.js";
import type { HandlerObserver } from "../ports/event-publisher.js";
import type { Logger } from "../lib/logger.js";
import type { ReadinessChecks } from "./checks.js";
import { watchChecks } from "./instruments/checks.js";
import { commandInstruments, type CommandObserver } from "./instruments/commands.js";
import { watchDatabase, type WatchedDatabase } from "./instruments/database.js";
import { handlerInstruments } from "./instruments/handlers.js";
import { watchQueues, type QueueSource } from "./instruments/queues.js";
import { sinkInstruments, type WatchedSinks } from "./instruments/sinks.js";
import { watchSubscriptions } from "./instruments/subscriptions.js";

/** What the parts report, in one registry. The names and what they mean are in docs/operations.md. */
export interface Metrics {
  readonly registry: Registry;
  readonly sinks: WatchedSinks;
  readonly commands: CommandObserver;
  readonly handlers: HandlerObserver;
  readonly alerts: Alerts;
  // What is asked at each scrape; a part that does not answer leaves its families empty.
  watchDatabase(watched: WatchedDatabase): void;
  watchSinks(sinks: readonly QueueSource[], logger: Logger): void;
  watchChecks(checks: ReadinessChecks): void;
  watchSubscriptions(count: () => number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { alerts, ...commands } = commandInstruments(registry);
  const { begin, ...sinks } = sinkInstruments(registry);
  return {
    registry,
    sinks,
    commands,
    handlers: handlerInstruments(registry),
    alerts,
    watchDatabase: (watched) => watchDatabase(registry, watched),
    watchSinks(watched, logger) {
      for (const { name } of watched) begin(name);
      watchQueues(registry, watched, logger);
    },
    watchChecks: (checks) => watchChecks(registry, checks),
    watchSubscriptions: (count) => watchSubscriptions(registry, count),
  };
}
