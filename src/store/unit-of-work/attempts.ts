import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../../domain/failure.js";
import { Backoff } from "../../lib/backoff.js";
import { LONGEST_TRANSACTION_MS } from "../database.js";
import type { BatchResult, GroupCommitOptions, Pending } from "./batch.js";
import { classify, type FailureKind } from "./classify.js";
import { type CommitLost, outcomeOf } from "./commit-lost.js";
import { runBatch } from "./run-batch.js";

const TRIES = 8;
/** In the log, of a batch that is given up whole. */
const MOST_NAMED = 16;
/** One command may be to blame: halving finds it. */
const SPLIT: ReadonlySet<FailureKind> = new Set(["locked", "poison", "slow"]);
/** A transaction whose peer is gone is decided by then, if not before. */
const ASK_FOR_MS = LONGEST_TRANSACTION_MS + 2_000;

type Attempt = { readonly result: BatchResult } | { readonly error: unknown };

/** Runs a batch until each of its commands is answered, has failed, or must wait. */
export class Attempts {
  readonly #options: GroupCommitOptions;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** @returns the commands that must wait, e.g. for rows that are locked elsewhere. */
  async run(commands: readonly Pending[], skipping = false): Promise<readonly Pending[]> {
    const pauses = new Backoff({ firstMs: 2, longestMs: 200 });
    let batch = commands;
    let skipLocked = skipping;
    let why: unknown = new Failure("OVERLOADED", "It waited longer than its caller would; it was not run.");
    for (let failures = 0; ;) {
      batch = this.#dropLate(batch, why);
      if (batch.length === 0) return [];
      const attempt = await this.#attempt(batch, skipLocked);
      if ("result" in attempt) return this.#settle(batch, attempt.result);
      const { error } = attempt;
      const kind = classify(error);
      why = failureOf(kind, error);
      if (kind === "lost" && (await this.#recover(batch, error as CommitLost))) return [];
      if (kind === "locked" && !skipLocked) {
        skipLocked = true;
        continue;
      }
      // Not an item, then: a key, or a row that another transaction is inserting.
      if (kind === "locked" && batch.length === 1) return batch;
      failures += 1;
      // Whoever loses every race must not take its neighbours along.
      const givenUp = SPLIT.has(kind) || failures >= TRIES;
      if (givenUp && (SPLIT.has(kind) || kind === "again") && batch.length > 1) {
        return await this.#bisect(batch, skipLocked);
      }
      if (givenUp) {
        const correlationIds = batch.slice(0, MOST_NAMED).map(({ submission }) => submission.correlationId);
        const about = { err: error, commands: batch.length, correlationIds };
        this.#options.logger.error(about, "a batch failed");
        this.#fail(batch, why);
        return [];
      }
      await delay(pauses.next());
    }
  }

  async #attempt(batch: readonly Pending[], skipLocked: boolean): Promise<Attempt> {
    try {
      const { database, strategy, check } = this.#options;
      return { result: await runBatch(database.prisma, batch, { skipLocked, strategy, check }) };
    } catch (error) {
      return { error };
    }
  }

  #settle(batch: readonly Pending[], { outcomes, events, items }: BatchResult): readonly Pending[] {
    if (items.size > 0) this.#options.onItems?.(items);
    if (events.size > 0) this.#options.onEvents(events);
    return batch.filter((pending, index) => {
      const outcome = outcomes[index];
      if (!outcome || "mustWait" in outcome) return true;
      if ("defect" in outcome) pending.fail(outcome.defect);
      else pending.settle(outcome.result);
      return false;
    });
  }

  /** Halves a batch, until the command that holds up the others stands alone. */
  async #bisect(batch: readonly Pending[], skipLocked: boolean): Promise<readonly Pending[]> {
    const half = batch.length >> 1;
    const first = await this.run(batch.slice(0, half), skipLocked);
    const second = await this.run(batch.slice(half), skipLocked);
    return [...first, ...second];
  }

  /**
   * Finds out what became of a batch whose COMMIT was not answered.
   *
   * @returns whether its callers have been told; if not, it was aborted and may be run again.
   */
  async #recover(batch: readonly Pending[], lost: CommitLost): Promise<boolean> {
    const { database, logger } = this.#options;
    const outcome = await outcomeOf(database.pool, lost.xid, AbortSignal.timeout(ASK_FOR_MS));
    logger.warn({ err: lost.cause, xid: lost.xid, outcome }, "the connection was lost at COMMIT");
    if (outcome === "aborted") return false;
    if (outcome === "committed") this.#fail(this.#settle(batch, lost.result), unavailable(lost));
    else {
      const message = "The connection was lost while committing, and the outcome is not known.";
      this.#fail(batch, new Failure("OUTCOME_UNKNOWN", message, { cause: lost }));
    }
    return true;
  }

  /** Without those that nobody waits for any more: they are not run. */
  #dropLate(commands: readonly Pending[], why: unknown): readonly Pending[] {
    const now = this.#options.clock.now();
    const late = commands.filter(({ submission: { deadline } }) => deadline !== null && deadline < now);
    if (late.length === 0) return commands;
    this.#fail(late, why);
    return commands.filter((pending) => !late.includes(pending));
  }

  #fail(batch: readonly Pending[], failure: unknown): void {
    for (const pending of batch) pending.fail(failure);
  }
}

/** What the callers are told of a batch, or a lone command, that is given up. */
function failureOf(kind: FailureKind, cause: unknown): unknown {
  switch (kind) {
    case "poison":
      return cause;
    case "again":
      return new Failure("OVERLOADED", `It lost ${TRIES} races for the same rows; nothing was done.`, {
        cause,
      });
    case "slow":
      return new Failure("OVERLOADED", "The database took too long for it; nothing was done.", { cause });
    case "locked":
      return new Failure("OVERLOADED", "The stock is locked by another transaction; nothing was done.", {
        cause,
      });
    case "away":
    case "lost":
      return unavailable(cause);
    default:
      return kind satisfies never;
  }
}

function unavailable(cause: unknown): Failure {
  return new Failure("UNAVAILABLE", "The database cannot be reached; nothing was done.", { cause });
}
