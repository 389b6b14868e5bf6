import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes } from "./item-attributes.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface RegisterVariantInput extends Idempotent {
  readonly productVariantId: string;
  readonly sku?: Optional<string>;
  /** Units in MAIN, 0 by default. */
  readonly initialStock?: Optional<number>;
}

/** Makes the item of a new variant; of one that has an item already nothing is changed. */
export function registerVariant(
  deps: UseCaseDeps,
  input: RegisterVariantInput,
  caller: Caller,
): Promise<Result<Answers["registerVariant"]>> {
  const problems = new Problems();
  const initialStock = input.initialStock ?? 0;
  problems.id(["productVariantId"], input.productVariantId);
  checkAttributes(problems, input, undefined);
  problems.quantity(["initialStock"], initialStock, 0);
  const command = {
    kind: "registerVariant" as const,
    productVariantId: input.productVariantId,
    sku: input.sku ?? null,
    initialStock,
    lowStockThreshold: deps.defaults.lowStockThreshold,
  };
  return submit(deps, command, problems, input, caller);
}
