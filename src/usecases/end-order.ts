import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { OrderEnd } from "../domain/order-intake.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface EndOrderInput extends Idempotent {
  readonly orderId: string;
  readonly reason: OrderEnd;
}

/**
 * Gives back what the order holds; one that is created later holds nothing. Where something comes back of an item that
 * was deleted, somebody is alerted, as if it had been there when that was deleted.
 */
export async function endOrder(
  deps: UseCaseDeps,
  input: EndOrderInput,
  caller: Caller,
): Promise<Result<Answers["endOrder"]>> {
  const problems = new Problems();
  problems.id(["orderId"], input.orderId);
  const command = { kind: "endOrder" as const, orderId: input.orderId, reason: input.reason };
  const result = await submit(deps, command, problems, input, caller);
  if (result.ok) for (const item of result.value.left) deps.alerts.itemNotRemoved(item);
  return result;
}
