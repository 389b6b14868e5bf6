import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { Instant } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface RemoveVariantInput extends Idempotent {
  readonly productVariantId: string;
  /** By the product service's clock. */
  readonly saidAt?: Optional<Instant>;
}

/** Removes the item of a variant that is no more; one that is not empty is discontinued, and somebody is alerted. */
export async function removeVariant(
  deps: UseCaseDeps,
  input: RemoveVariantInput,
  caller: Caller,
): Promise<Result<Answers["removeVariant"]>> {
  const problems = new Problems();
  problems.id(["productVariantId"], input.productVariantId);
  const { productVariantId, saidAt = null } = input;
  const command = { kind: "removeVariant" as const, productVariantId, saidAt };
  const result = await submit(deps, command, problems, input, caller);
  if (result.ok && result.value.item && !result.value.removed) deps.alerts.itemNotRemoved(result.value.item);
  return result;
}
