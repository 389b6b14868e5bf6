import { accessOf, type Access } from "../../domain/access.js";
import type { Answer, Answers, Command } from "../../domain/commands.js";
import type { Result } from "../../domain/decision.js";
import { Failure } from "../../domain/failure.js";
import type { Submission, UnitOfWork } from "../../ports/unit-of-work.js";
import { Attempts } from "./attempts.js";
import type { GroupCommitOptions, Pending } from "./batch.js";

const MAX_WAITING = 10_000;
const MAX_COMMANDS = 256;
const MAX_KEYS = 1_024;

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
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options);
  }

  execute<C extends Command>(command: C, submission: Submission): Promise<Result<Answers[C["kind"]]>> {
    if (this.#closed) return Promise.reject(new Failure("UNAVAILABLE", "This process is stopping."));
    if (this.#main.waiting.length + this.#aside.waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new Failure("OVERLOADED", `${MAX_WAITING} commands are waiting already; try again.`),
      );
    }
    return new Promise<Result<Answer>>((settle, fail) => {
      const pending = { command, submission, access: accessOf(command), settle, fail };
      const lane = this.#aside.touches(pending.access) ? this.#aside : this.#main;
      lane.waiting.push(pending);
      this.#drive(lane);
    }) as Promise<Result<Answers[C["kind"]]>>;
  }

  /** Takes no more commands, and resolves when those that wait have been answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#main.idle, this.#aside.idle]);
    // What the main lane set aside last may still be under way.
    await this.#aside.idle;
  }

  #drive(lane: Lane): void {
    if (lane.running) return;
    lane.running = true;
    lane.idle = this.#run(lane);
  }

  async #run(lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) {
      const batch = lane.take(this.#options.clock.now());
      if (batch.length === 0) continue;
      this.#options.onBatch?.(batch.length);
      const mustWait = await this.#attempts.run(batch, lane === this.#aside);
      lane.done();
      if (lane === this.#aside) this.#aside.waiting.unshift(...mustWait);
      if (lane === this.#aside || mustWait.length === 0) continue;
      this.#aside.waiting.push(...mustWait);
      // What waits for the same rows follows in its order, and holds up no batch of the rest.
      const behind = new Set(lane.waiting.filter(({ access }) => this.#aside.touches(access)));
      lane.waiting = lane.waiting.filter((pending) => !behind.has(pending));
      this.#aside.waiting.push(...behind);
      this.#drive(this.#aside);
    }
    // In the same turn as the look at the queue: a command that comes later starts a new run.
    lane.running = false;
  }
}

class Lane {
  waiting: Pending[] = [];
  running = false;
  idle: Promise<void> = Promise.resolve();
  #inFlight: readonly Pending[] = [];

  /** The next batch: bounded in commands and keys, without those whose caller has given up. */
  take(now: number): Pending[] {
    const batch: Pending[] = [];
    let keys = 0;
    let taken = 0;
    for (const pending of this.waiting) {
      const own =
        pending.access.items.length + pending.access.reservations.length + pending.access.orders.length;
      if (batch.length === MAX_COMMANDS || (batch.length > 0 && keys + own > MAX_KEYS)) break;
      taken++;
      const { deadline } = pending.submission;
      if (deadline !== null && deadline < now) {
        pending.fail(
          new Failure("OVERLOADED", "The request waited longer than its caller would; it was not run."),
        );
        continue;
      }
      batch.push(pending);
      keys += own;
    }
    this.waiting = this.waiting.slice(taken);
    this.#inFlight = batch;
    return batch;
  }

  done(): void {
    this.#inFlight = [];
  }

  /** Something on one of these keys is in this lane, and has to stay ahead. */
  touches(access: Access): boolean {
    if (this.waiting.length + this.#inFlight.length === 0) return false;
    return [...this.waiting, ...this.#inFlight].some(
      ({ access: other }) =>
        other.items.some((id) => access.items.includes(id)) ||
        other.orders.some((id) => access.orders.includes(id)) ||
        other.reservations.some((id) => access.reservations.includes(id)),
    );
  }
}
