import { accessOf } from "../../domain/access.js";
import type { Answer, Answers, Command } from "../../domain/commands.js";
import type { Result } from "../../domain/decision.js";
import { Failure } from "../../domain/failure.js";
import type { Submission, UnitOfWork } from "../../ports/unit-of-work.js";
import { Attempts } from "./attempts.js";
import type { GroupCommitOptions, Pending } from "./batch.js";
import { keysOf, Lane } from "./lane.js";

const MAX_WAITING = 10_000;
/** How long a command waits for a row that is locked elsewhere. */
const PATIENCE_MS = 10_000;

/**
 * The unit of work: takes every command that waits, whatever its kind, and carries them
 * out in one transaction, one batch in flight at a time. Nothing waits on a timer, so a
 * lone caller pays no delay; under load the batches grow by themselves.
 */
export class GroupCommit implements UnitOfWork {
  readonly #options: GroupCommitOptions;
  readonly #attempts: Attempts;
  readonly #main = new Lane();
  /** Commands that a batch could not decide yet (a row locked elsewhere): they wait without the rest. */
  readonly #aside = new Lane();
  readonly #asideSince = new WeakMap<Pending, number>();
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options);
  }

  execute<C extends Command>(command: C, submission: Submission): Promise<Result<Answers[C["kind"]]>> {
    if (this.#closed) return Promise.reject(new Failure("UNAVAILABLE", "This process is stopping."));
    if (this.#main.waiting + this.#aside.waiting >= MAX_WAITING) {
      return Promise.reject(
        new Failure("OVERLOADED", `${MAX_WAITING} commands are waiting already; try again.`),
      );
    }
    return new Promise<Result<Answer>>((settle, fail) => {
      const pending = { command, submission, keys: keysOf(accessOf(command)), settle, fail };
      const lane = this.#aside.touches(pending) ? this.#aside : this.#main;
      lane.push([pending]);
      this.#drive(lane);
    }) as Promise<Result<Answers[C["kind"]]>>;
  }

  /** Takes no more commands, and resolves when those that wait have been answered. */
  async close(): Promise<void> {
    this.#closed = true;
    // What the main lane sets aside last is under way only after it.
    await this.#main.idle;
    await this.#aside.idle;
  }

  #drive(lane: Lane): void {
    if (lane.running) return;
    lane.running = true;
    lane.idle = this.#run(lane);
  }

  async #run(lane: Lane): Promise<void> {
    while (lane.waiting > 0) {
      const batch = lane.take(this.#options.clock.now());
      if (batch.length === 0) continue;
      this.#options.onBatch?.(batch.length);
      const mustWait = await this.#attempts.run(batch);
      lane.done();
      if (mustWait.length > 0) this.#setAside(lane, mustWait);
    }
    // In the same turn as the look at the queue: a command that comes later starts a new run.
    lane.running = false;
  }

  #setAside(lane: Lane, mustWait: readonly Pending[]): void {
    const now = performance.now();
    const patient = mustWait.filter((pending) => {
      const since = this.#asideSince.get(pending) ?? now;
      this.#asideSince.set(pending, since);
      if (now - since < PATIENCE_MS) return true;
      pending.fail(
        new Failure("OVERLOADED", "The stock is locked by another transaction; nothing was done."),
      );
      return false;
    });
    if (lane === this.#aside) return lane.putBack(patient);
    this.#aside.push(patient);
    // What waits for the same rows follows in its order, and holds up no batch of the rest.
    this.#aside.push(lane.removeBehind(this.#aside));
    this.#drive(this.#aside);
  }
}
