import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { Instant } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes } from "./item-attributes.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface ChangeVariantInput extends Idempotent {
  readonly productVariantId: string;
  /** By the product service's clock. */
  readonly saidAt?: Optional<Instant>;
  /** null takes it away; not given, it stays. */
  readonly sku?: Optional<string>;
  /** true takes the item out of sale, false puts it back; not given, it stays as it is. */
  readonly discontinued?: Optional<boolean>;
}

/** Takes over what of a changed variant concerns its stock. What is held of a discontinued one can still be sold. */
export function changeVariant(
  deps: UseCaseDeps,
  input: ChangeVariantInput,
  caller: Caller,
): Promise<Result<Answers["changeVariant"]>> {
  const problems = new Problems();
  problems.id(["productVariantId"], input.productVariantId);
  checkAttributes(problems, input, undefined);
  const command = {
    kind: "changeVariant" as const,
    productVariantId: input.productVariantId,
    saidAt: input.saidAt ?? null,
    sku: input.sku,
    discontinued: input.discontinued ?? undefined,
  };
  return submit(deps, command, problems, input, caller);
}
