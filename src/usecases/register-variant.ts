import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { Instant, Item } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes } from "./item-attributes.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface RegisterVariantInput extends Idempotent {
  readonly productVariantId: string;
  /** By the product service's clock. */
  readonly saidAt?: Optional<Instant>;
  readonly sku?: Optional<string>;
  /** Units in MAIN, 0 by default. */
  readonly initialStock?: Optional<number>;
}

/**
 * Makes the item of a new variant; of one that has an item already nothing is changed. If its deletion came first, it is
 * removed at once, or discontinued with an alert.
 */
export async function registerVariant(
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
    saidAt: input.saidAt ?? null,
    sku: input.sku ?? null,
    initialStock,
    lowStockThreshold: deps.defaults.lowStockThreshold,
  };
  const result = await submit(deps, command, problems, input, caller);
  if (result.ok && result.value.created) alertIfLeft(deps, result.value.item);
  return result;
}

/** Made, and not in sale: it was deleted, and its initial stock is left of it. */
function alertIfLeft({ alerts }: UseCaseDeps, item: Item): void {
  if (item.status === "DISCONTINUED" && item.deletedAt === null) alerts.itemNotRemoved(item);
}
