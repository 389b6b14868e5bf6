import { MAX_TTL_SECONDS, type Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_QUANTITY } from "../domain/model.js";
import { MAX_LINES, Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface StockLineInput {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly warehouseId?: Optional<string>;
}

export interface ReserveStockInput extends Idempotent {
  readonly orderId: string;
  readonly lines: readonly StockLineInput[];
  readonly userId?: Optional<string>;
  /** 0 = the hold never expires. */
  readonly ttlSeconds?: Optional<number>;
  readonly policy?: Optional<"ALL_OR_NOTHING" | "PARTIAL">;
}

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
    lines: input.lines.map(({ productVariantId, quantity, warehouseId }) => ({
      productVariantId,
      quantity,
      warehouse: warehouseId ?? null,
    })),
    ttlSeconds: input.ttlSeconds ?? deps.defaults.reservationTtlSeconds,
    policy: input.policy ?? "ALL_OR_NOTHING",
  };
  return submit(deps, command, problems, input, { ...caller, userId: command.userId ?? caller.userId });
}

function checkLines(problems: Problems, lines: readonly StockLineInput[]): void {
  if (lines.length === 0) problems.invalid(["lines"], "Must have at least one line.");
  if (lines.length > MAX_LINES) {
    problems.invalid(
      ["lines"],
      `Must have at most ${MAX_LINES} lines, not ${lines.length}.`,
      "LIMIT_EXCEEDED",
    );
    return;
  }
  const sums = new Map<string, number>();
  lines.forEach(({ productVariantId, quantity, warehouseId }, index) => {
    const at = ["lines", String(index)];
    problems.id([...at, "productVariantId"], productVariantId);
    problems.quantity([...at, "quantity"], quantity);
    problems.id([...at, "warehouseId"], warehouseId);
    const sum = (sums.get(productVariantId) ?? 0) + quantity;
    sums.set(productVariantId, sum);
    if (sum > MAX_QUANTITY && quantity <= MAX_QUANTITY) {
      const message = `The lines of one variant must not sum to more than ${MAX_QUANTITY}.`;
      problems.invalid([...at, "quantity"], message, "INVALID_QUANTITY");
    }
  });
}
