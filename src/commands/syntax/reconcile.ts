import type { Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

interface Given {
  readonly apply?: true;
  readonly source?: string;
  readonly complete?: true;
  readonly json?: true;
}

export function addReconcile(program: Command): void {
  const reconcile = program
    .command("reconcile")
    .summary("compare what is on hand with a warehouse's figures, or correct it by them")
    .argument("[ids...]", "product variants; without, all that the figures name")
    .option("--apply", "book what differs; without, it is only told")
    .option(
      "--source <place>",
      "a file (.csv, .tsv, .json, .ndjson) or an address; without, RECONCILE_URL or RECONCILE_FILE",
    )
    .option("--complete", "the figures name everything: what they do not name is told as missing")
    .addOption(json("an object a difference, then one: compared, agreeing, corrected, remaining, ..."));
  describe(reconcile, {
    does: "Compares each level with the figure as of when that was taken, so that what was sold since is no difference, and corrects it by entries in the ledger. One reconciliation runs at a time, the service's own included.",
    examples: [
      ["what would be corrected", "reconcile"],
      ["correct it", "reconcile --apply"],
      ["by a count in a file, as of when it was written", "reconcile --source count.csv --apply"],
    ],
    exits: {
      0: "all agree, or were corrected",
      1: "differences remain",
      2: "it could not run to its end",
      130: "interrupted",
    },
  }).action(async (ids: string[], { apply, source, complete, json }: Given) => {
    const { reconcile } = await import("../reconcile.js");
    await reconcile({
      ...{ ids: ids.length > 0 ? [...new Set(ids)] : null, source: source ?? null },
      ...{ apply: apply ?? false, complete: complete ?? false, json: json ?? false },
    });
  });
}
