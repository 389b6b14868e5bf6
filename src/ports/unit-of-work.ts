import type { Answers, Command, CommandMeta } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { Instant } from "../domain/model.js";

export interface Submission extends CommandMeta {
  /** 1-128 characters; the same key and request of one subject is carried out once in 24 h. */
  readonly idempotencyKey: string | null;
  /** By the caller's clock (`Clock.now`): not begun later than this. null = whenever its turn comes. */
  readonly deadline: Instant | null;
}

export interface UnitOfWork {
  /**
   * Carries out one command: state, ledger, idempotency record and events in one
   * transaction, shared with whatever else is waiting.
   *
   * @returns the rule's answer or its refusals (which are answers, too).
   * @throws Failure OVERLOADED, UNAVAILABLE (both: nothing was done), OUTCOME_UNKNOWN.
   */
  execute<C extends Command>(command: C, submission: Submission): Promise<Result<Answers[C["kind"]]>>;
}
