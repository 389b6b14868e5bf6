import { Counter, Histogram, type Registry } from "prom-client";
import type { Alerts } from "../../ports/alerts.js";

export interface CommandObserver {
  /** Told how many commands a transaction carried out. */
  batch(commands: number): void;
  /** Told of each commit how many events of which type it caused. */
  made(events: ReadonlyMap<string, number>): void;
  /** A change of stock was asked for and not made; `reason` is the code of a refusal or failure. */
  updateFailed(reason: string): void;
}

const REASONS = [
  ...["INSUFFICIENT_STOCK", "NOT_FOUND", "DISCONTINUED"],
  ...["OVERLOADED", "UNAVAILABLE", "OUTCOME_UNKNOWN", "INTERNAL"],
];

export function commandInstruments(registry: Registry): CommandObserver & { readonly alerts: Alerts } {
  const registers = [registry];
  const batches = new Histogram({
    name: "stockfeed_batch_commands",
    help: "Commands carried out by one transaction.",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const made = new Counter({
    name: "stockfeed_events_made_total",
    help: "Events committed by this process, by type.",
    labelNames: ["type"],
    registers,
  });
  const failures = new Counter({
    name: "inventory_update_failures_total",
    help: "Changes of stock that were asked for and not made: for want of stock, or by a failure of ours.",
    labelNames: ["reason"],
    registers,
  });
  const notRemoved = new Counter({
    name: "stockfeed_items_not_removed_total",
    help: "Variants deleted while stock, holds or transfers remain; they were discontinued instead.",
    registers,
  });
  // From nothing on, so that the first is seen as an increase.
  for (const reason of REASONS) failures.inc({ reason }, 0);
  return {
    batch: (commands) => batches.observe(commands),
    made(events) {
      for (const [type, count] of events) made.inc({ type }, count);
    },
    updateFailed: (reason) => failures.inc({ reason }),
    alerts: { itemNotRemoved: () => notRemoved.inc() },
  };
}
