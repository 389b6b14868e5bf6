import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { BreakerState, SinkObserver } from "../../ports/sink-observer.js";

export interface WatchedSinks extends SinkObserver {
  /** Since when (by this process's clock) the sink's breaker lets nothing through; null: it does. */
  openSince(sink: string): number | null;
}

const STATES: readonly BreakerState[] = ["CLOSED", "OPEN", "HALF_OPEN"];

/** What the relay's sinks do; empty in a process that does not relay now. */
export function sinkInstruments(registry: Registry): WatchedSinks & { begin(sink: string): void } {
  const common = { labelNames: ["sink"] as const, registers: [registry] };
  const counter = (name: string, help: string) => new Counter({ name, help, ...common });
  const published = counter(
    "stockfeed_sink_events_total",
    "Events that the sink's other side has confirmed.",
  );
  const refused = counter(
    "stockfeed_sink_refused_total",
    "Events that the other side did not take, by their own fault.",
  );
  const retried = counter("stockfeed_sink_retried_total", "Refused events that were tried again.");
  const parked = counter("stockfeed_sink_parked_total", "Events given up on until an operator decides.");
  const unreachable = counter(
    "stockfeed_sink_unreachable_total",
    "Batches not delivered for a fault that is no event's own.",
  );
  const detached = counter(
    "stockfeed_sink_detached_total",
    "Times that the sink was given up for being too far behind.",
  );
  const latency = new Histogram({
    name: "stockfeed_sink_latency_seconds",
    help: "From the change's time in the database to its confirmation by the sink.",
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10, 60],
    ...common,
  });
  const lag = new Gauge({
    name: "stockfeed_sink_waiting_events",
    help: "Events of the feed that the relaying process has not delivered to the sink yet.",
    ...common,
  });
  const breaker = new Gauge({
    name: "stockfeed_sink_breaker",
    help: "1 for the state that the breaker before the sink is in.",
    labelNames: ["sink", "state"],
    registers: [registry],
  });
  const states = new Map<string, BreakerState>();
  const openedAt = new Map<string, number>();

  function tellBreaker(sink: string, now: BreakerState): void {
    states.set(sink, now);
    for (const state of STATES) breaker.set({ sink, state }, state === now ? 1 : 0);
    if (now === "CLOSED") openedAt.delete(sink);
    // Half open lets one batch try; until that is through, the sink is as good as paused.
    else if (!openedAt.has(sink)) openedAt.set(sink, Date.now());
  }

  return {
    /** From nothing on, so that the first is seen as an increase. */
    begin(sink) {
      for (const each of [published, refused, retried, parked, unreachable, detached]) each.inc({ sink }, 0);
    },
    published(sink, events) {
      published.inc({ sink }, events.length);
      const last = events.at(-1);
      if (last) latency.observe({ sink }, Math.max(0, Date.now() - last.occurredAt) / 1000);
    },
    refused: (sink, events) => refused.inc({ sink }, events),
    retried: (sink, events) => retried.inc({ sink }, events),
    parked: (sink) => parked.inc({ sink }),
    unreachable: (sink) => unreachable.inc({ sink }),
    detached: (sink) => detached.inc({ sink }),
    breaker: tellBreaker,
    openSince: (sink) => openedAt.get(sink) ?? null,
    lagging(sink, events) {
      lag.set({ sink }, events);
      // Told of changes alone; it begins closed.
      if (!states.has(sink)) tellBreaker(sink, "CLOSED");
    },
    left(sink) {
      lag.remove({ sink });
      for (const state of STATES) breaker.remove({ sink, state });
      states.delete(sink);
      openedAt.delete(sink);
    },
  };
}
