import type { Registry } from "prom-client";
import { remembered } from "../../lib/remembered.js";
import { runChecks, type Faults, type ReadinessChecks } from "../checks.js";
import { gaugeAtScrape } from "./at-scrape.js";

/** What /readyz says, for whoever scrapes. */
export function watchChecks(registry: Registry, { required, optional }: ReadinessChecks): void {
  gaugeAtScrape<Record<"needed" | "others", Faults>>(registry, {
    name: "stockfeed_check_up",
    help: "Whether each check of /readyz is up; without the required ones the node answers nothing.",
    labelNames: ["check", "required"],
    ask: remembered(1_000, async () => {
      const [needed, others] = await Promise.all([runChecks(required), runChecks(optional)]);
      return { needed, others };
    }),
    samples: ({ needed, others }) => [
      ...Object.entries(needed).map(([name, fault]) => [name, "true", fault === null ? 1 : 0] as const),
      ...Object.entries(others).map(([name, fault]) => [name, "false", fault === null ? 1 : 0] as const),
    ],
  });
}
