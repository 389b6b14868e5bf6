import { Counter, Gauge, type Registry } from "prom-client";
import type { RateFigures } from "../../ports/rate-limiter.js";

/** Of all clients together: their names are many, and their own affair. */
export function watchRates(registry: Registry, figures: () => RateFigures): void {
  // Counted elsewhere, as each request is too often for a counter here.
  new Counter({
    name: "stockfeed_rate_points_total",
    help: "Points that clients asked for, by whether they were granted.",
    labelNames: ["outcome"],
    registers: [registry],
    collect() {
      this.reset();
      const { granted, refused } = figures();
      this.inc({ outcome: "granted" }, granted);
      this.inc({ outcome: "refused" }, refused);
    },
  });
  new Gauge({
    name: "stockfeed_rates_alone",
    help: "1 while this node limits the rates of clients by itself, because Redis is away.",
    registers: [registry],
    collect() {
      this.set(figures().alone ? 1 : 0);
    },
  });
}
