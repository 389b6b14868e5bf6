import { Option, type Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

interface Given {
  readonly sink?: string;
  readonly retry?: string[];
  readonly resolve?: string[];
  readonly note?: string;
  readonly json?: true;
}

export function addFailed(events: Command): void {
  const failed = events
    .command("failed")
    .summary("what sinks have given up on; retry or resolve it")
    .option("--sink <name>", "of this sink alone, e.g. rabbitmq")
    .addOption(
      new Option(
        "--retry <eventIds...>",
        "deliver them again at once; what is held behind follows",
      ).conflicts("resolve"),
    )
    .option("--resolve <eventIds...>", "give them up for good: their sink never gets them")
    .option("--note <text>", "why, kept with them; needed for --resolve")
    .addOption(json("an object a line"));
  describe(failed, {
    does: "Lists the events that are parked, the latest first: a sink has tried each so often as it may, and later events of the same item or order wait behind it. Or settles some of them.",
    examples: [
      ["what waits for a decision", "events failed"],
      ["the other side is mended", "events failed --retry 0b1f0f5e-5f5c-4c53-9d0c-5a1f2d3c4b5a"],
      [
        "it was sent by hand",
        "events failed --resolve 0b1f0f5e-5f5c-4c53-9d0c-5a1f2d3c4b5a --note 'by hand'",
      ],
      ["the ids of all, for a script", "events failed --json | jq -r .eventId"],
    ],
    exits: { 0: "done; also when none is parked", 1: "some could not be settled", 2: "it could not run" },
  }).action(async ({ sink, retry, resolve, note, json }: Given) => {
    const settle = retry ? ({ how: "retry", ids: retry } as const) : null;
    const { failed } = await import("../events.js");
    await failed({
      ...{ sink: sink ?? null, note: note ?? null, json: json ?? false },
      settle: resolve ? { how: "resolve", ids: resolve } : settle,
    });
  });
}
