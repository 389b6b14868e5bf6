import { collectDefaultMetrics, Registry } from "prom-client";
import type { Alerts } from "../ports/alerts.js";
import type { HandlerObserver } from "../ports/event-publisher.js";
import type { Logger } from "../lib/logger.js";
import type { InboundObserver } from "../ports/inbound-observer.js";
import type { RateFigures } from "../ports/rate-limiter.js";
import type { ReconciliationObserver } from "../ports/reconciliation-observer.js";
import type { Reconciliations } from "../ports/reconciliations.js";
import type { ReadinessChecks } from "./checks.js";
import { watchAvailability, type WatchedAvailability } from "./instruments/availability.js";
import { watchChecks } from "./instruments/checks.js";
import { commandInstruments, type CommandObserver } from "./instruments/commands.js";
import { watchDatabase, type WatchedDatabase } from "./instruments/database.js";
import { deadLetterGauge } from "./instruments/dead-letter-queues.js";
import { handlerInstruments } from "./instruments/handlers.js";
import { inboundInstruments, watchInboundQueues, type InboundQueueSource } from "./instruments/inbound.js";
import { watchQueues, type QueueSource } from "./instruments/queues.js";
import { watchRates } from "./instruments/rates.js";
import { reconciliationInstruments, watchReconciliations } from "./instruments/reconciliation.js";
import { sinkInstruments, type WatchedSinks } from "./instruments/sinks.js";
import { watchSubscriptions, type SubscriptionFigures } from "./instruments/subscriptions.js";

/** What the parts report, in one registry. The names and what they mean are in docs/operations.md. */
export interface Metrics {
  readonly registry: Registry;
  readonly sinks: WatchedSinks;
  readonly commands: CommandObserver;
  readonly handlers: HandlerObserver;
  readonly inbound: InboundObserver;
  readonly reconciliations: Pick<ReconciliationObserver, "differences" | "ended">;
  readonly alerts: Alerts;
  // What is asked at each scrape; a part that does not answer leaves its families empty.
  watchDatabase(watched: WatchedDatabase): void;
  watchSinks(sinks: readonly QueueSource[], logger: Logger): void;
  watchSources(sources: readonly InboundQueueSource[], logger: Logger): void;
  watchChecks(checks: ReadinessChecks): void;
  watchSubscriptions(figures: () => SubscriptionFigures): void;
  watchRates(figures: () => RateFigures): void;
  watchReconciliations(reconciliations: Pick<Reconciliations, "lastDone">, logger: Logger): void;
  watchAvailability(figures: () => WatchedAvailability): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { alerts, ...commands } = commandInstruments(registry);
  const { begin, ...sinks } = sinkInstruments(registry);
  const { begin: beginInbound, ...inbound } = inboundInstruments(registry);
  const deadLetters = deadLetterGauge(registry);
  return {
    registry,
    sinks,
    commands,
    handlers: handlerInstruments(registry),
    reconciliations: reconciliationInstruments(registry),
    inbound,
    alerts,
    watchDatabase: (watched) => watchDatabase(registry, watched),
    watchSinks(watched, logger) {
      for (const { name } of watched) begin(name);
      deadLetters.add(watchQueues(registry, watched, logger));
    },
    watchSources(watched, logger) {
      for (const { name } of watched) beginInbound(name);
      deadLetters.add(watchInboundQueues(registry, watched, logger));
    },
    watchChecks: (checks) => watchChecks(registry, checks),
    watchSubscriptions: (figures) => watchSubscriptions(registry, figures),
    watchRates: (figures) => watchRates(registry, figures),
    watchReconciliations: (watched, logger) => watchReconciliations(registry, watched, logger),
    watchAvailability: (figures) => watchAvailability(registry, figures),
  };
}
