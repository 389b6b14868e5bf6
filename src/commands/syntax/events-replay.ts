import type { Command } from "commander";
import { describe } from "../describe.js";
import { json, list, moment, wholeNumber } from "./values.js";

interface Given {
  readonly after?: number;
  readonly until?: number;
  readonly since?: number;
  readonly types?: readonly string[];
  readonly variants?: readonly string[];
  readonly rate?: number;
  readonly throughExchange?: true;
  readonly idempotencyKey?: string;
  readonly wait: boolean;
  readonly json?: true;
}

export function addReplay(events: Command): void {
  const replay = events
    .command("replay")
    .summary("send a part of the feed again, to one queue")
    .argument("<queue>", "where to; it must be there. With --through-exchange the exchange's name")
    .option("--after <position>", "events behind it; without, from the oldest that is kept", wholeNumber(0))
    .option("--until <position>", "up to and with it; without, to the newest of now", wholeNumber(0))
    .option("--since <moment>", "that occurred then or later, e.g. 2026-11-20T08:00:00Z", moment)
    .option("--types <names>", "of these types, with commas", list)
    .option("--variants <ids>", "of these items, with commas", list)
    .option("--rate <number>", "events a second; at most REPLAY_EVENTS_PER_SECOND", wholeNumber(1))
    .option("--through-exchange", "to every consumer again, instead of to one queue")
    .option("--idempotency-key <key>", "with the same key and options the same replay is found again")
    .option("--no-wait", "do not wait until it is over")
    .addOption(json("one object: replayId, state, count, sent, position, lastError, ..."));
  describe(replay, {
    does: "Has the relay of a running service send events again, and waits until all are sent; Ctrl-C cancels it. What it is, is fixed when it begins. AMQP_URL and its prefix must be set as the service has them.",
    examples: [
      ["all that is kept", "events replay billing.rebuild"],
      [
        "one item's, since this morning",
        "events replay debug --variants mug-blue --since 2026-11-20T06:00:00Z",
      ],
      ["a range, and do not wait", "events replay billing.rebuild --after 1000 --until 2000 --no-wait"],
    ],
    exits: {
      0: "all is sent (with --no-wait: it is begun), or there is nothing to send",
      1: "it failed, or somebody cancelled it",
      2: "it was refused, or could not run",
      130: "interrupted: it is cancelled",
    },
  }).action(async (queue: string, given: Given) => {
    const { after, until, since, types, variants, rate, throughExchange, idempotencyKey, wait, json } = given;
    const { replay } = await import("../events.js");
    const input = {
      ...{ queue, afterPosition: after, untilPosition: until, since, types, productVariantIds: variants },
      ...{ eventsPerSecond: rate, throughExchange, idempotencyKey },
    };
    await replay({ input, wait, json: json ?? false });
  });
}
