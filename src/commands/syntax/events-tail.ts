import type { Command } from "commander";
import { describe } from "../describe.js";
import { json, list, wholeNumber } from "./values.js";

interface Given {
  readonly after?: number;
  readonly last: number;
  readonly types?: readonly string[];
  readonly follow?: true;
  readonly limit?: number;
  readonly json?: true;
}

export function addTail(events: Command): void {
  const tail = events
    .command("tail")
    .summary("stored events by position, and those that come")
    .option("--after <position>", "begin behind this position; 0 is the beginning", wholeNumber(0))
    .option(
      "--last <number>",
      "without --after: begin so many positions before the newest",
      wholeNumber(0),
      10,
    )
    .option("--types <names>", "only these types, with commas", list)
    .option("-f, --follow", "go on with what comes, until it is interrupted")
    .option("--limit <number>", "end after so many events", wholeNumber(1))
    .addOption(json("an envelope a line, as consumers get it"));
  describe(tail, {
    does: "Prints events in the order of their positions, each once. It follows a database that was away when that is back; interrupted, it tells the position to go on after.",
    examples: [
      ["the last ten, and what comes", "events tail --follow"],
      ["everything after a position, for a program", "events tail --after 1200 --json"],
      ["wait for one event", "events tail --last 0 --follow --limit 1 --types StockoutEvent"],
    ],
    exits: { 0: "all is printed", 2: "it could not run, or not go on", 130: "interrupted" },
  }).action(async ({ after, types, follow, limit, last, json }: Given) => {
    const { tail } = await import("../events.js");
    await tail({
      ...{ after: after ?? null, last, types: types ?? null, limit: limit ?? null },
      ...{ follow: follow ?? false, json: json ?? false },
    });
  });
}
