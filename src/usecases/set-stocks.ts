import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkCount, toCountLine, type SetStockInput } from "./set-stock.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface SetStocksInput extends Idempotent {
  readonly lines: readonly SetStockInput[];
  readonly errorPolicy?: Optional<"REJECT_ALL" | "REJECT_FAILED">;
}

/** A line that is not valid refuses the whole request; with REJECT_FAILED it fails alone. */
export async function setStocks(
  deps: UseCaseDeps,
  input: SetStocksInput,
  caller: Caller,
): Promise<Result<Answers["setStocks"]>> {
  const problems = new Problems();
  const errorPolicy = input.errorPolicy ?? "REJECT_ALL";
  if (!problems.lineCount(input.lines.length)) return { ok: false, refusals: problems.refusals };
  const lines = input.lines.map((line, index) => {
    const { refusals } = checkLine(line, index);
    if (errorPolicy === "REJECT_ALL") problems.refusals.push(...refusals);
    // What was asked stays part of the request, by which a repetition is known.
    return refusals.length > 0 ? { ...toCountLine(line), refusals } : toCountLine(line);
  });
  return submit(deps, { kind: "setStocks" as const, lines, errorPolicy }, problems, input, caller);
}

function checkLine(line: SetStockInput, index: number): Problems {
  const problems = new Problems();
  const at = ["lines", String(index)];
  checkCount(problems, at, line);
  if (line.idempotencyKey !== undefined && line.idempotencyKey !== null) {
    problems.invalid([...at, "idempotencyKey"], "Belongs to the whole request, not to one line.");
  }
  return problems;
}
