import type { Answers, Command } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_IDEMPOTENCY_KEY_LENGTH, type Problems } from "../domain/validate.js";
import type { Alerts } from "../ports/alerts.js";
import type { Submission, UnitOfWork } from "../ports/unit-of-work.js";

/** What use cases are given once, at start. */
export interface UseCaseDeps {
  readonly unitOfWork: UnitOfWork;
  readonly alerts: Alerts;
  readonly defaults: {
    readonly lowStockThreshold: number;
    readonly reservationTtlSeconds: number;
  };
}

/** Who calls; each edge makes one per request. */
export type Caller = Omit<Submission, "idempotencyKey">;

/** Every verb's input may carry one. */
export interface Idempotent {
  readonly idempotencyKey?: string | null | undefined;
}

export type Optional<T> = T | null | undefined;

/** Hands a command on, unless its input is not valid: then nothing is stored and no event caused. */
export async function submit<C extends Command>(
  { unitOfWork }: Pick<UseCaseDeps, "unitOfWork">,
  command: C,
  problems: Problems,
  { idempotencyKey = null }: Idempotent,
  caller: Caller,
): Promise<Result<Answers[C["kind"]]>> {
  problems.text(["idempotencyKey"], idempotencyKey, 1, MAX_IDEMPOTENCY_KEY_LENGTH);
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  return unitOfWork.execute(command, { ...caller, idempotencyKey });
}
