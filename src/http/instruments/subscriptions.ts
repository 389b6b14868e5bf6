import { Gauge, type Registry } from "prom-client";

export function watchSubscriptions(registry: Registry, count: () => number): void {
  new Gauge({
    name: "stockfeed_subscriptions",
    help: "Open GraphQL subscriptions.",
    registers: [registry],
    collect() {
      this.set(count());
    },
  });
}
