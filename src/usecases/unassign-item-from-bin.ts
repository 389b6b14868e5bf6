import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { ItemInBinInput } from "./item-input.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";

/** Says that an item no longer lies in a bin. */
export function unassignItemFromBin(
  deps: UseCaseDeps,
  input: ItemInBinInput,
  caller: Caller,
): Promise<Result<Answers["assignBin"]>> {
  const problems = new Problems();
  const { productVariantId, binId } = input;
  problems.id(["productVariantId"], productVariantId);
  problems.id(["binId"], binId);
  const command = { kind: "assignBin" as const, productVariantId, binId, assigned: false };
  return submit(deps, command, problems, input, caller);
}
