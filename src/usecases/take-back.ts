import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkLines, toLines, type StockLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface TakeBackInput extends Idempotent {
  readonly orderId?: Optional<string>;
  /** A line without a warehouse comes back to MAIN. */
  readonly lines: readonly StockLineInput[];
}

/** Puts returned goods back into stock, every line or none. */
export function takeBack(
  deps: UseCaseDeps,
  input: TakeBackInput,
  caller: Caller,
): Promise<Result<Answers["takeBack"]>> {
  const problems = new Problems();
  problems.id(["orderId"], input.orderId);
  checkLines(problems, input.lines);
  const command = { kind: "takeBack" as const, orderId: input.orderId ?? null, lines: toLines(input.lines) };
  return submit(deps, command, problems, input, caller);
}
