import { Option, type Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

interface Given {
  readonly source?: string;
  readonly type?: string;
  readonly reason?: string;
  readonly redrive?: string[];
  readonly redriveAll?: true;
  readonly discard?: string[];
  readonly note?: string;
  readonly json?: true;
}

export function addDead(events: Command): void {
  const dead = events
    .command("dead")
    .summary("messages of other services that could not be carried out; send again or discard them")
    .option("--source <name>", "of this source alone, e.g. order")
    .option("--type <name>", "of this type of event alone")
    .option("--reason <text>", "with this text in the reason")
    .addOption(
      new Option("--redrive <ids...>", "send these again, to the end of their source's queue").conflicts([
        "redriveAll",
        "discard",
      ]),
    )
    .addOption(new Option("--redrive-all", "send all of a --source again that match").conflicts("discard"))
    .option("--discard <ids...>", "give these up: what they ask for is never done")
    .option("--note <text>", "why, kept with them; needed for --discard")
    .addOption(json("an object a line; of --redrive-all one object: source, count"));
  describe(dead, {
    does: "Lists the dead letters that nobody has decided on, the latest first, or decides on some. They are sent again by the process of the service that consumes their source.",
    examples: [
      ["what waits for a decision", "events dead"],
      [
        "what they said was missing is there now",
        "events dead --redrive-all --source order --reason NOT_FOUND",
      ],
      [
        "an order that was cancelled by hand",
        "events dead --discard 019aa000-0000-7000-8000-000000000000 --note 'by hand'",
      ],
    ],
    exits: { 0: "done; also when there is none", 1: "some could not be decided on", 2: "it could not run" },
  }).action(async ({ source, type, reason, redrive, redriveAll, discard, note, json }: Given) => {
    const one = redrive ? ({ how: "redrive", ids: redrive } as const) : null;
    const all = redriveAll ? ({ how: "redrive-all" } as const) : null;
    const { dead } = await import("../events.js");
    await dead({
      ...{ source: source ?? null, type: type ?? null, reason: reason ?? null, note: note ?? null },
      ...{ decide: discard ? { how: "discard", ids: discard } : (one ?? all), json: json ?? false },
    });
  });
}
