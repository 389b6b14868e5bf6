import { Gauge, type Registry } from "prom-client";

/** Of one sink or source, how many dead letters its queue has. */
export interface DeadLetterCount {
  readonly label: { readonly sink: string } | { readonly source: string };
  readonly dead: number;
}

type Ask = () => Promise<readonly DeadLetterCount[]>;

/** One family for what goes out and what comes in: whoever watches it watches both. */
export function deadLetterGauge(registry: Registry): { add(ask: Ask): void } {
  const asks: Ask[] = [];
  return {
    add(ask) {
      asks.push(ask);
      if (asks.length > 1) return;
      new Gauge({
        name: "dlq_message_count",
        help: "Dead letters that lie in the broker's queues until an operator looks at them.",
        labelNames: ["sink", "source"],
        registers: [registry],
        async collect() {
          const counts = await Promise.all(asks.map((each) => each()));
          this.reset();
          for (const { label, dead } of counts.flat()) this.set(label, dead);
        },
      });
    },
  };
}
