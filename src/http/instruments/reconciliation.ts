import { Counter, type Registry } from "prom-client";
import { DIFFERENCE_OUTCOMES } from "../../domain/reconciliation.js";
import type { Logger } from "../../lib/logger.js";
import { remembered } from "../../lib/remembered.js";
import type { ReconciliationObserver } from "../../ports/reconciliation-observer.js";
import type { Reconciliations } from "../../ports/reconciliations.js";
import { gaugeAtScrape } from "./at-scrape.js";

const ENDINGS = ["DONE", "FAILED", "ABANDONED"];

type Counting = Pick<ReconciliationObserver, "differences" | "ended">;

export function reconciliationInstruments(registry: Registry): Counting {
  const registers = [registry];
  const ended = new Counter({
    name: "stockfeed_reconciliations_total",
    help: "Reconciliations that ended in this process, by how they did.",
    labelNames: ["state"],
    registers,
  });
  const differences = new Counter({
    name: "stockfeed_reconciliation_differences_total",
    help: "What reconciliations in this process found not to agree, by what became of it.",
    labelNames: ["outcome"],
    registers,
  });
  // From nothing on, so that the first is seen as an increase.
  for (const state of ENDINGS) ended.inc({ state }, 0);
  for (const outcome of DIFFERENCE_OUTCOMES) differences.inc({ outcome }, 0);
  return {
    differences: (outcome, count) => differences.inc({ outcome }, count),
    ended: ({ state }) => ended.inc({ state }),
  };
}

/** Of all processes: what the database knows. Empty while none was done. */
export function watchReconciliations(
  registry: Registry,
  { lastDone }: Pick<Reconciliations, "lastDone">,
  logger: Logger,
): void {
  const ask = remembered(1_000, () =>
    lastDone().catch((error: unknown) => {
      logger.warn({ err: error }, "what reconciliations came to cannot be asked");
      return null;
    }),
  );
  gaugeAtScrape(registry, {
    name: "stockfeed_reconciliation_last_done_age_seconds",
    help: "How long ago the last reconciliation of all items came to its end.",
    ask,
    samples: ({ endedAt, now }) => [[(now - endedAt) / 1_000]],
  });
  gaugeAtScrape(registry, {
    name: "stockfeed_reconciliation_remaining_differences",
    help: "Differences that the last reconciliation of all items left.",
    ask,
    samples: ({ remaining }) => [[remaining]],
  });
}
