import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkLines, type StockLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface CreateStockTransferInput extends Idempotent {
  readonly fromWarehouseId: string;
  readonly toWarehouseId: string;
  readonly lines: readonly StockLineInput[];
}

/** Sends units from one warehouse to another, every line or none; they are on hand nowhere until received. */
export function createStockTransfer(
  deps: UseCaseDeps,
  input: CreateStockTransferInput,
  caller: Caller,
): Promise<Result<Answers["createTransfer"]>> {
  const problems = new Problems();
  problems.id(["fromWarehouseId"], input.fromWarehouseId);
  problems.id(["toWarehouseId"], input.toWarehouseId);
  const lines = input.lines.map(({ productVariantId, quantity }) => ({ productVariantId, quantity }));
  if (checkLines(problems, lines)) refuseWarehouses(problems, input.lines);
  const command = {
    kind: "createTransfer" as const,
    from: input.fromWarehouseId,
    to: input.toWarehouseId,
    lines,
  };
  return submit(deps, command, problems, input, caller);
}

function refuseWarehouses(problems: Problems, lines: readonly StockLineInput[]): void {
  lines.forEach(({ warehouseId }, index) => {
    if (warehouseId === undefined || warehouseId === null) return;
    const message = "Has no meaning here: every line leaves fromWarehouseId.";
    problems.invalid(["lines", String(index), "warehouseId"], message);
  });
}
