import { MAX_TTL_SECONDS, type Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkLines, toLines, type StockLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface ReserveStockInput extends Idempotent {
  readonly orderId: string;
  readonly lines: readonly StockLineInput[];
  readonly userId?: Optional<string>;
  /** 0 = the hold never expires. */
  readonly ttlSeconds?: Optional<number>;
  readonly policy?: Optional<"ALL_OR_NOTHING" | "PARTIAL">;
}

/** Holds stock for an order, by default every line or none; refused with what is available of each. */
export function reserveStock(
  deps: UseCaseDeps,
  input: ReserveStockInput,
  caller: Caller,
): Promise<Result<Answers["reserve"]>> {
  const problems = new Problems();
  problems.id(["orderId"], input.orderId);
  problems.id(["userId"], input.userId);
  problems.range(["ttlSeconds"], input.ttlSeconds, 0, MAX_TTL_SECONDS);
  checkLines(problems, input.lines);
  const command = {
    kind: "reserve" as const,
    orderId: input.orderId,
    userId: input.userId ?? null,
    lines: toLines(input.lines),
    ttlSeconds: input.ttlSeconds ?? deps.defaults.reservationTtlSeconds,
    policy: input.policy ?? "ALL_OR_NOTHING",
  };
  return submit(deps, command, problems, input, { ...caller, userId: command.userId ?? caller.userId });
}
