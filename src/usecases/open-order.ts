import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkLines, toLines, type StockLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface OpenOrderInput extends Idempotent {
  readonly orderId: string;
  readonly userId?: Optional<string>;
  readonly lines: readonly StockLineInput[];
}

/** What becomes of an order that was created elsewhere. */
export interface OrderPolicy {
  /** DECREMENT sells at once what was ordered. */
  readonly created: "RESERVE" | "DECREMENT";
  /** Of the hold; 0 = until a message ends it. */
  readonly holdTtlSeconds: number;
}

/**
 * Holds what was ordered, every line or none, once an order; where there is not enough, that is the answer, and told by
 * events.
 */
export function openOrder(
  deps: UseCaseDeps & { readonly orders: OrderPolicy },
  input: OpenOrderInput,
  caller: Caller,
): Promise<Result<Answers["openOrder"]>> {
  const problems = new Problems();
  problems.id(["orderId"], input.orderId);
  problems.id(["userId"], input.userId);
  checkLines(problems, input.lines);
  const command = {
    kind: "openOrder" as const,
    orderId: input.orderId,
    userId: input.userId ?? null,
    lines: toLines(input.lines),
    ttlSeconds: deps.orders.holdTtlSeconds,
    policy: deps.orders.created,
  };
  return submit(deps, command, problems, input, { ...caller, userId: command.userId ?? caller.userId });
}
