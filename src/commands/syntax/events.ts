import type { Command } from "commander";
import { describe } from "../describe.js";
import { addDead } from "./events-dead.js";
import { addFailed } from "./events-failed.js";
import { addReplay } from "./events-replay.js";
import { addReplays } from "./events-replays.js";
import { addTail } from "./events-tail.js";

export function addEvents(program: Command): void {
  const events = program.command("events").summary("the event pipeline: tail, replay, replays, failed, dead");
  for (const add of [addTail, addReplay, addReplays, addFailed, addDead]) add(events);
  describe(events, {
    does: "The events that the service has stored, what became of them on their way, and what came in and could not be carried out. By the database alone, so that any of it works while brokers are away.",
    examples: [
      ["what happened last", "events tail"],
      ["send a part of the feed again", "events replay billing.rebuild --since 2026-11-20T00:00:00Z"],
      ["what waits for a decision", "events failed"],
    ],
    exits: { 0: "done", 1: "the answer is no", 2: "it could not run", 130: "interrupted" },
  });
}
