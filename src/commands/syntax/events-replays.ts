import type { Command } from "commander";
import { describe } from "../describe.js";
import { json, wholeNumber } from "./values.js";

interface Given {
  readonly cancel?: string;
  readonly limit: number;
  readonly json?: true;
}

export function addReplays(events: Command): void {
  const replays = events
    .command("replays")
    .summary("the replays there were, and are; stop one")
    .option("--cancel <id>", "stop this one; what is on its way still comes")
    .option("--limit <number>", "the newest so many", wholeNumber(1), 20)
    .addOption(json("an object a line"));
  describe(replays, {
    does: "Lists replays, the newest first, with their state, or stops one.",
    examples: [
      ["how far they are", "events replays"],
      ["stop one", "events replays --cancel 019aa000-0000-7000-8000-000000000000"],
    ],
    exits: { 0: "done", 1: "it could not be stopped: it is over, or unknown", 2: "it could not run" },
  }).action(async ({ cancel, limit, json }: Given) => {
    const { replays } = await import("../events.js");
    await replays({ cancel: cancel ?? null, limit, json: json ?? false });
  });
}
