import type { MetDeadLetter, RedriveLog } from "../ports/dead-letters.js";
import type { EventSource, InboundMessage } from "../ports/event-source.js";
import { letterOf } from "./redrive-dead-message.js";

export interface Swept {
  /** Copies of settled letters, now gone. */
  readonly removed: number;
  /** Messages that had no letter: now they have. */
  readonly found: number;
}

/**
 * Looks at every message in a dead-letter queue: the copy of a letter that is settled is taken away, what has no letter
 * gets one. That is what the broker gave up on by itself, or what died while the database was away. Aborted, it rejects:
 * what it has not looked at stays as it is.
 */
export async function sweep(source: EventSource, log: RedriveLog, signal: AbortSignal): Promise<Swept> {
  const unswept = await log.unswept(source.name);
  let found = 0;
  async function isSettled(letter: MetDeadLetter): Promise<boolean> {
    signal.throwIfAborted();
    const { state, isNew } = await log.meet(letter);
    if (isNew) found += 1;
    return state === "REDRIVEN" || state === "DISCARDED";
  }
  const removed = await source.sweepDead(async (messages) => {
    signal.throwIfAborted();
    const letters = messages.map((message) => letterOf(source.name, message));
    // Most are: they cost one question together.
    const unsettled = await log.unsettledOf(letters.map(({ id }) => id));
    const settled = new Set<InboundMessage>();
    for (const [index, message] of messages.entries()) {
      const letter = letters[index] as MetDeadLetter;
      if (!unsettled.has(letter.id) && (await isSettled(letter))) settled.add(message);
    }
    return settled;
  });
  // Those that were settled meanwhile may have been passed by.
  await log.swept(unswept);
  return { removed, found };
}
