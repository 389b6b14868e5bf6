import type { Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

export function addVerify(program: Command): void {
  const verify = program
    .command("verify")
    .summary("whether all numbers agree, and repair")
    .argument("[ids...]", "product variant ids; without them, all items")
    .option("--repair", "mend what does not agree, by entries in the ledger")
    .addOption(json("an object a line for each difference, the last one the sums"));
  describe(verify, {
    does: "Compares every number that is kept twice: items, their levels, the ledger, open holds, transfers. The service may run meanwhile; nothing is locked.",
    examples: [
      ["look at everything", "verify"],
      ["two items, for a script", "verify --json mug-blue lamp-oak"],
      ["show what is wrong, then mend it", "verify --repair"],
    ],
    exits: { 0: "all agrees (now)", 1: "differences remain, or an id is unknown", 2: "it could not run" },
  }).action(async (ids: string[], options: { repair?: true; json?: true }) => {
    const { verify } = await import("../verify.js");
    const { repair = false, json = false } = options;
    await verify({ ids: ids.length > 0 ? [...new Set(ids)] : null, repair, json });
  });
}
