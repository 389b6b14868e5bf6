import { Gauge, type Registry } from "prom-client";

/** One sample: its labels' values in the order of their names, and the number. */
export type Sample = readonly [...labels: string[], value: number];

export interface GaugeOptions<T> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Answers null when there is nothing to tell now: the family is then empty. */
  readonly ask: () => Promise<T | null>;
  readonly samples: (answer: T) => readonly Sample[];
}

/** A gauge that is asked for at each scrape. What it told before is forgotten. */
export function gaugeAtScrape<T>(registry: Registry, options: GaugeOptions<T>): void {
  const { name, help, labelNames = [], ask, samples } = options;
  new Gauge({
    ...{ name, help, labelNames, registers: [registry] },
    async collect() {
      const answer = await ask();
      this.reset();
      if (labelNames.length === 0) this.remove();
      if (answer === null) return;
      for (const sample of samples(answer)) {
        const labels = Object.fromEntries(labelNames.map((label, index) => [label, String(sample[index])]));
        this.set(labels, Number(sample.at(-1)));
      }
    },
  });
}
