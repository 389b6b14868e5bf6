import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { ItemInBinInput } from "./item-input.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";

/** Says that an item lies in a bin; it may lie in several. */
export function assignItemToBin(
  deps: UseCaseDeps,
  input: ItemInBinInput,
  caller: Caller,
): Promise<Result<Answers["assignBin"]>> {
  const problems = new Problems();
  const { productVariantId, binId } = input;
  problems.id(["productVariantId"], productVariantId);
  problems.id(["binId"], binId);
  const command = { kind: "assignBin" as const, productVariantId, binId, assigned: true };
  return submit(deps, command, problems, input, caller);
}
