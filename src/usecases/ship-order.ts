import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { VariantUnits } from "../domain/order-intake.js";
import { Problems } from "../domain/validate.js";
import { checkLines } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface ShipOrderInput extends Idempotent {
  readonly orderId: string;
  /** What leaves; by default whatever of the order has not left yet. */
  readonly lines?: Optional<readonly VariantUnits[]>;
}

/** Books that goods of the order leave. Refused when they are not there, or nothing is known of the order. */
export function shipOrder(
  deps: UseCaseDeps,
  input: ShipOrderInput,
  caller: Caller,
): Promise<Result<Answers["shipOrder"]>> {
  const problems = new Problems();
  problems.id(["orderId"], input.orderId);
  if (input.lines) checkLines(problems, input.lines);
  const lines =
    input.lines?.map(({ productVariantId, quantity }) => ({ productVariantId, quantity })) ?? null;
  const command = { kind: "shipOrder" as const, orderId: input.orderId, lines };
  return submit(deps, command, problems, input, caller);
}
