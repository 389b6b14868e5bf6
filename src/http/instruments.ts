import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Alerts } from "../ports/alerts.js";
import type { SinkObserver } from "../ports/sink-observer.js";

/** What the parts report, in one registry. Times are seconds, as Prometheus has it. */
export interface Metrics {
  readonly registry: Registry;
  readonly sinks: SinkObserver;
  readonly alerts: Alerts;
  /** Told how many commands a transaction carried out. */
  batch(commands: number): void;
  /** Counts what waits in the outbox whenever it is asked. */
  watchOutbox(count: () => Promise<number>): void;
  /** Counts subscriptions whenever it is asked. */
  watchSubscriptions(count: () => number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const batches = new Histogram({
    name: "stockfeed_batch_commands",
    help: "Commands carried out by one transaction.",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const labelNames = ["sink"] as const;
  const published = new Counter({
    name: "stockfeed_sink_events_total",
    help: "Events that the sink's other side has confirmed.",
    labelNames,
    registers,
  });
  const failed = new Counter({
    name: "stockfeed_sink_failures_total",
    help: "Events refused, and batches whose delivery failed; all are tried again.",
    labelNames,
    registers,
  });
  const latency = new Histogram({
    name: "stockfeed_sink_latency_seconds",
    help: "From the change's time in the database to its confirmation by the sink.",
    labelNames,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  const lag = new Gauge({
    name: "stockfeed_sink_lag_events",
    help: "Events of the feed that the sink has not been given yet.",
    labelNames,
    registers,
  });
  const notRemoved = new Counter({
    name: "stockfeed_items_not_removed_total",
    help: "Variants deleted while stock, holds or transfers remain; they were discontinued instead.",
    registers,
  });
  return {
    registry,
    alerts: { itemNotRemoved: () => notRemoved.inc() },
    batch: (commands) => batches.observe(commands),
    sinks: {
      published(sink, events) {
        published.inc({ sink }, events.length);
        const last = events.at(-1);
        if (last) latency.observe({ sink }, Math.max(0, Date.now() - last.occurredAt) / 1000);
      },
      refused: (sink, events) => failed.inc({ sink }, events),
      retried: () => undefined,
      parked: () => undefined,
      unreachable: (sink) => failed.inc({ sink }),
      breaker: () => undefined,
      lagging: (sink, events) => lag.set({ sink }, events),
      left: (sink) => void lag.remove({ sink }),
    },
    watchOutbox(count) {
      new Gauge({
        name: "stockfeed_outbox_events",
        help: "Committed events that no relay has given a position yet.",
        registers,
        async collect() {
          this.set(await count());
        },
      });
    },
    watchSubscriptions(count) {
      new Gauge({
        name: "stockfeed_subscriptions",
        help: "Open GraphQL subscriptions.",
        registers,
        collect() {
          this.set(count());
        },
      });
    },
  };
}
