import type { Logger } from "../lib/logger.js";
import type { DeadLetter, DeadLetterId, RedriveLog } from "../ports/dead-letters.js";
import type { EventSource } from "../ports/event-source.js";
import { messageOf, REDRIVEN_FROM } from "./redrive-letter.js";
import { sweep } from "./redrive-sweep.js";

/** Then the letter itself is to blame. */
const MOST_FAILURES = 3;

export interface RedriveObserver {
  redriven(source: string, letters: number): void;
  /** Messages that lay in a dead-letter queue without a letter. */
  found(source: string, letters: number): void;
}

export interface RedriverOptions {
  readonly source: EventSource;
  readonly log: RedriveLog;
  readonly holder: string;
  readonly observer: RedriveObserver;
  readonly logger: Logger;
  readonly compareEveryMs: number;
}

export interface Redriver {
  /** What there is to do now. @returns whether there may be more of it. */
  round(signal: AbortSignal): Promise<boolean>;
  /** Lets another process have the source. */
  close(): Promise<void>;
}

export function createRedriver(options: RedriverOptions): Redriver {
  const { source, log, holder, observer, logger, compareEveryMs } = options;
  const isTime = everyMs(compareEveryMs);
  let begun = false;
  /** How many were in the queue and in the log when a look mended nothing. */
  let hopeless: string | null = null;
  /** Of letters, while nothing is wrong with the source as a whole. */
  const failures = new Map<DeadLetterId, number>();

  /** @returns whether it was sent. */
  async function sendOne(letter: DeadLetter): Promise<boolean> {
    try {
      await source.redrive(messageOf(letter), { [REDRIVEN_FROM]: letter.id });
      failures.delete(letter.id);
      return true;
    } catch (error) {
      if (source.fault() !== null) throw error;
      const failed = (failures.get(letter.id) ?? 0) + 1;
      logger.warn({ err: error, source: source.name, deadLetterId: letter.id }, "a dead letter was not sent");
      failures.set(letter.id, failed);
      if (failed >= MOST_FAILURES) {
        await log.reopen(letter.id, error instanceof Error ? error.message : String(error));
        failures.delete(letter.id);
      }
      return false;
    }
  }

  async function sendAgain(letters: readonly DeadLetter[], signal: AbortSignal): Promise<number> {
    const sent: DeadLetterId[] = [];
    try {
      for (const letter of letters) {
        if (signal.aborted) break;
        if (await sendOne(letter)) sent.push(letter.id);
      }
    } finally {
      if (sent.length > 0) {
        await log.redriven(sent);
        observer.redriven(source.name, sent.length);
        logger.info({ source: source.name, letters: sent.length }, "dead letters were sent again");
      }
    }
    return sent.length;
  }

  async function look(signal: AbortSignal): Promise<boolean> {
    const { removed, found } = await sweep(source, log, signal);
    if (found > 0) {
      observer.found(source.name, found);
      logger.warn(
        { source: source.name, messages: found },
        "messages in the dead-letter queue had no letter",
      );
    }
    if (removed > 0)
      logger.info({ source: source.name, messages: removed }, "copies of settled letters are gone");
    return removed > 0 || found > 0;
  }

  /** Somebody may have taken out of the queue, or put into it, what the log does not know. */
  async function compare(signal: AbortSignal): Promise<void> {
    const { dead } = await source.depths();
    const unsettled = await log.countUnsettled(source.name);
    const figures = `${dead}/${unsettled}`;
    if (dead === unsettled || figures === hopeless) return;
    hopeless = (await look(signal)) ? null : figures;
  }

  return {
    async round(signal) {
      const work = await log.take(source.name, holder);
      if (!work) {
        // Whoever has it may have changed everything.
        begun = false;
        return false;
      }
      // What is away is told by the source itself; the letters wait.
      if (source.fault() !== null) return false;
      if (work.letters.length > 0) {
        return (await sendAgain(work.letters, signal)) > 0;
      }
      if (!begun || work.unswept) {
        await look(signal);
        begun = true;
      } else if (isTime()) await compare(signal);
      return false;
    },
    close: () =>
      log.release(source.name, holder).catch((error: unknown) => {
        // It runs out by itself.
        logger.warn({ err: error, source: source.name }, "the source's dead letters were not released");
      }),
  };
}

function everyMs(ms: number): () => boolean {
  let last = performance.now();
  return () => {
    if (performance.now() - last < ms) return false;
    last = performance.now();
    return true;
  };
}
