import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../../domain/failure.js";
import { Backoff } from "../../lib/backoff.js";
import type { OpenedEvents, OpenEvents } from "./open-events.js";

export interface Steady {
  /**
   * Asks until there is an answer, as long as the patience lasts while the database is away, so it
   * must be safe to repeat. @returns null: aborted before.
   */
  ask<T>(question: (events: OpenedEvents) => Promise<T>): Promise<T | null>;
  /** Once, and aborted or not. */
  finish<T>(work: (events: OpenedEvents) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The pipeline of a database that may go away, and come back elsewhere, as the embedded one does.
 * It must be there in the beginning; what happens later is told on standard error.
 */
export async function openSteadily(
  open: OpenEvents,
  { signal, patienceMs = 60_000 }: { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<Steady> {
  let opened: OpenedEvents | undefined = await open();
  const pauses = new Backoff({ firstMs: 200, longestMs: 5_000 });

  async function release(): Promise<void> {
    const before = opened;
    opened = undefined;
    await before?.close();
  }

  return {
    async ask(question) {
      const until = performance.now() + patienceMs;
      let isAway = false;
      while (!signal.aborted) {
        try {
          opened ??= await open();
          const answer = await question(opened);
          if (isAway) process.stderr.write("The database is back.\n");
          pauses.reset();
          return answer;
        } catch (error) {
          // What cannot be opened once more is away as well.
          const isPassing = !opened || (error instanceof Failure && error.code === "UNAVAILABLE");
          if (!isPassing || performance.now() > until) throw error;
          if (!isAway) process.stderr.write(`${(error as Error).message} Trying again.\n`);
          isAway = true;
          await release().catch(() => undefined);
        }
        await delay(pauses.next(), undefined, { signal }).catch(() => undefined);
      }
      return null;
    },
    async finish(work) {
      opened ??= await open();
      return work(opened);
    },
    close: release,
  };
}
