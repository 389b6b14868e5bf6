import { letterOf } from "../../../src/consumers/redrive-dead-message.js";
import { runRedrive } from "../../../src/consumers/redrive.js";
import { createLogger } from "../../../src/lib/logger.js";
import type { RedriveLog } from "../../../src/ports/dead-letters.js";
import type { EventSource, InboundMessage } from "../../../src/ports/event-source.js";
import { uniqueName } from "../services.js";

export interface Redriving {
  /** What was told of it. */
  readonly told: { redriven: number; found: number };
  /** How often it asked for work, and looked at every dead message. */
  readonly done: { rounds: number; looks: number };
  stop(): Promise<void>;
}

/** One process's work on dead letters, at a pace for tests. */
export function redriving(
  source: EventSource,
  log: RedriveLog,
  more: { compareEveryMs?: number } = {},
): Redriving {
  const stopping = new AbortController();
  const told = { redriven: 0, found: 0 };
  const done = { rounds: 0, looks: 0 };
  const counting: RedriveLog = {
    ...log,
    take: (...of) => ((done.rounds += 1), log.take(...of)),
    swept: async (...of) => {
      await log.swept(...of);
      done.looks += 1;
    },
  };
  const observer = {
    redriven: (_source: string, letters: number) => void (told.redriven += letters),
    found: (_source: string, letters: number) => void (told.found += letters),
  };
  const holder = uniqueName("holder");
  const options = { sources: [source], log: counting, holder, observer, logger: createLogger("silent") };
  const running = runRedrive({ ...options, everyMs: 20, ...more }, stopping.signal);
  return {
    ...{ told, done },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Handles every message but those that are bad, which are dead; `log` null: it is away. */
export function consumeGood(source: EventSource, isBad: (message: InboundMessage) => boolean) {
  const handled: InboundMessage[] = [];
  const to: { log: RedriveLog | null } = { log: null };
  source.consume(
    async (message) => {
      if (isBad(message)) return { kind: "dead", reason: "data.orderId: Must be a text" };
      handled.push(message);
      return { kind: "done" };
    },
    {
      async died({ message, headers, diedAt }) {
        const copy = { ...message, properties: { ...message.properties, headers } };
        await to.log?.add({ ...letterOf(source.name, copy), diedAt });
      },
    },
  );
  return { handled, to };
}
