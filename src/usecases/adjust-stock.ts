import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_QUANTITY, type ChangeType } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface AdjustStockInput extends Idempotent {
  readonly productVariantId: string;
  readonly delta: number;
  readonly changeType: ChangeType;
  readonly warehouseId?: Optional<string>;
  readonly reason?: Optional<string>;
  readonly orderId?: Optional<string>;
  readonly expectedVersion?: Optional<number>;
}

/** Changes what is on hand by `delta` units; a sale with an `orderId` takes what the order holds first. */
export function adjustStock(
  deps: UseCaseDeps,
  input: AdjustStockInput,
  caller: Caller,
): Promise<Result<Answers["adjust"]>> {
  const problems = new Problems();
  const { productVariantId, delta, changeType } = input;
  problems.id(["productVariantId"], productVariantId);
  checkDelta(problems, delta, changeType);
  problems.id(["warehouseId"], input.warehouseId);
  problems.text(["reason"], input.reason);
  problems.id(["orderId"], input.orderId);
  const command = {
    kind: "adjust" as const,
    productVariantId,
    delta,
    changeType,
    warehouse: input.warehouseId ?? null,
    reason: input.reason ?? null,
    orderId: input.orderId ?? null,
    expectedVersion: input.expectedVersion ?? null,
  };
  return submit(deps, command, problems, input, caller);
}

/** Which way each kind of change goes: goods come in, are sold, or are corrected either way. */
function checkDelta(problems: Problems, delta: number, changeType: ChangeType): void {
  if (!Number.isInteger(delta) || delta === 0 || Math.abs(delta) > MAX_QUANTITY) {
    problems.invalid(["delta"], `Must be a whole number other than 0, not ${delta}.`, "INVALID_QUANTITY");
    return;
  }
  const wrong =
    changeType === "SALE"
      ? delta > 0
      : changeType === "PURCHASE" || changeType === "RETURN"
        ? delta < 0
        : false;
  const side = delta > 0 ? "negative" : "positive";
  if (wrong)
    problems.invalid(["delta"], `Must be ${side} with ${changeType}, not ${delta}.`, "INVALID_QUANTITY");
}
