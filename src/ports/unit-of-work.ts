import type { Answers, Command, CommandMeta } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { Instant } from "../domain/model.js";

/** Names a message among all that its source ever sends. */
export interface InboxRef {
  readonly source: string;
  readonly eventId: string;
}

export interface Submission extends CommandMeta {
  /** Of the other side of the connection that it came by; null: by none. */
  readonly address: string | null;
  /** 1-128 characters; the same key and request of one subject is carried out once in 24 h. */
  readonly idempotencyKey: string | null;
  /**
   * Of a message: one that was carried out before is not carried out again. A refused one is not remembered, and may
   * come again. Absent or null: it is no message.
   */
  readonly inbox?: InboxRef | null;
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
