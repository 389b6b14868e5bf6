import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../../domain/failure.js";
import { Backoff } from "../../lib/backoff.js";
import type { BatchResult, GroupCommitOptions, Pending } from "./batch.js";
import { classify } from "./classify.js";
import { CommitLost, outcomeOf } from "./commit-lost.js";
import { runBatch } from "./run-batch.js";

const TRIES = 8;
/** How long a lost COMMIT is asked after, and how long a command waits for a row locked elsewhere. */
const PATIENCE_MS = 10_000;

/** Runs a batch until each of its commands is answered, has failed, or must wait elsewhere. */
export class Attempts {
  readonly #options: GroupCommitOptions;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /**
   * @param patient waits for rows that are locked elsewhere, instead of going on without.
   * @returns the commands that must wait for such rows.
   */
  async run(batch: readonly Pending[], patient: boolean): Promise<readonly Pending[]> {
    const { prisma } = this.#options.database;
    const since = performance.now();
    const pauses = new Backoff({ firstMs: 2, longestMs: 200 });
    let skipLocked = false;
    for (let tries = 1; ; tries++) {
      try {
        return this.#settle(batch, await runBatch(prisma, batch, skipLocked));
      } catch (error) {
        const kind =
          error instanceof CommitLost && classify(error) === "lost"
            ? await this.#recover(batch, error)
            : classify(error);
        if (kind === "settled") return [];
        if (kind === "locked") {
          if (!patient && skipLocked) return batch;
          skipLocked = !patient;
          if (!patient || performance.now() - since < PATIENCE_MS) continue;
          this.#fail(
            batch,
            new Failure("OVERLOADED", "The stock is locked by another transaction.", { cause: error }),
          );
          return [];
        }
        if (kind === "poison" && batch.length > 1) return await this.#bisect(batch, patient);
        if (kind === "poison" || tries === TRIES) {
          this.#options.logger.error({ err: error, commands: batch.length }, "a batch failed");
          this.#fail(batch, kind === "away" ? unavailable(error) : error);
          return [];
        }
        await delay(pauses.next());
      }
    }
  }

  #settle(batch: readonly Pending[], { outcomes, events }: BatchResult): readonly Pending[] {
    if (events > 0) this.#options.onEvents();
    return batch.filter((pending, index) => {
      const outcome = outcomes[index];
      if (!outcome || "mustWait" in outcome) return true;
      if ("defect" in outcome) pending.fail(outcome.defect);
      else pending.settle(outcome.result);
      return false;
    });
  }

  /** Halves a batch that the database refuses, until the command to blame stands alone. */
  async #bisect(batch: readonly Pending[], patient: boolean): Promise<readonly Pending[]> {
    const half = batch.length >> 1;
    const first = await this.run(batch.slice(0, half), patient);
    const second = await this.run(batch.slice(half), patient);
    return [...first, ...second];
  }

  /** Finds out what became of a batch whose COMMIT was not answered. */
  async #recover(batch: readonly Pending[], lost: CommitLost): Promise<"settled" | "away"> {
    const { database, logger } = this.#options;
    const outcome = await outcomeOf(database.pool, lost.xid, AbortSignal.timeout(PATIENCE_MS));
    logger.warn({ err: lost.cause, xid: lost.xid, outcome }, "the connection was lost at COMMIT");
    if (outcome === "aborted") return "away";
    if (outcome === "committed") {
      this.#fail(this.#settle(batch, lost.result), unavailable(lost));
    } else {
      this.#fail(
        batch,
        new Failure("OUTCOME_UNKNOWN", "The connection was lost while committing.", { cause: lost }),
      );
    }
    return "settled";
  }

  #fail(batch: readonly Pending[], failure: unknown): void {
    for (const pending of batch) pending.fail(failure);
  }
}

function unavailable(cause: unknown): Failure {
  return new Failure("UNAVAILABLE", "The database cannot be reached; nothing was done.", { cause });
}
