import { Counter, Gauge, type Registry } from "prom-client";
import type { AvailabilityFigures } from "../../ports/availability-cache.js";

export interface WatchedAvailability extends AvailabilityFigures {
  /** Whether items are read from the database alone, because the cache does not answer. */
  readonly away: boolean;
}

export function watchAvailability(registry: Registry, figures: () => WatchedAvailability): void {
  // Counted elsewhere, as each item is too often for a counter here.
  new Counter({
    name: "stockfeed_availability_cache_items_total",
    help: "Items that were asked for, by whether the cache had them (hit, miss) or was not asked (bypass).",
    labelNames: ["outcome"],
    registers: [registry],
    collect() {
      this.reset();
      const { hits, misses, bypassed } = figures();
      this.inc({ outcome: "hit" }, hits);
      this.inc({ outcome: "miss" }, misses);
      this.inc({ outcome: "bypass" }, bypassed);
    },
  });
  new Gauge({
    name: "stockfeed_availability_cache_away",
    help: "1 while this node reads items from the database alone, because the cache does not answer.",
    registers: [registry],
    collect() {
      this.set(figures().away ? 1 : 0);
    },
  });
}
