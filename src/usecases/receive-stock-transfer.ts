import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface ReceivedLineInput {
  readonly productVariantId: string;
  /** Units, from 0. */
  readonly receivedQuantity: number;
  /** Units, from 0, the default: they will not come any more. */
  readonly missingQuantity?: Optional<number>;
  /** Needed, and of use, when units are missing. */
  readonly missingReason?: Optional<string>;
}

export interface ReceiveStockTransferInput extends Idempotent {
  readonly transferId: string;
  readonly lines: readonly ReceivedLineInput[];
}

/** Books what of a transfer arrived, and what is missing; what no line names stays on its way. */
export function receiveStockTransfer(
  deps: UseCaseDeps,
  input: ReceiveStockTransferInput,
  caller: Caller,
): Promise<Result<Answers["receiveTransfer"]>> {
  const problems = new Problems();
  problems.id(["transferId"], input.transferId);
  const seen = new Set<string>();
  if (problems.lineCount(input.lines.length)) {
    input.lines.forEach((line, index) => {
      const at = ["lines", String(index)];
      checkLine(problems, at, line);
      if (seen.has(line.productVariantId)) {
        problems.invalid([...at, "productVariantId"], "Stands in a line before.");
      }
      seen.add(line.productVariantId);
    });
  }
  const command = {
    kind: "receiveTransfer" as const,
    transferId: input.transferId,
    lines: input.lines.map((line) => ({
      productVariantId: line.productVariantId,
      received: line.receivedQuantity,
      missing: line.missingQuantity ?? 0,
      missingReason: line.missingReason ?? null,
    })),
  };
  return submit(deps, command, problems, input, caller);
}

function checkLine(problems: Problems, at: readonly string[], line: ReceivedLineInput): void {
  const missing = line.missingQuantity ?? 0;
  problems.id([...at, "productVariantId"], line.productVariantId);
  problems.quantity([...at, "receivedQuantity"], line.receivedQuantity, 0);
  problems.quantity([...at, "missingQuantity"], missing, 0);
  if (line.receivedQuantity === 0 && missing === 0) {
    const message = "Units must be received or missing.";
    problems.invalid([...at, "receivedQuantity"], message, "INVALID_QUANTITY");
  }
  problems.text([...at, "missingReason"], line.missingReason);
  if (missing > 0 && (line.missingReason ?? "").trim() === "") {
    problems.invalid([...at, "missingReason"], "Must be given when units are missing.");
  }
}
