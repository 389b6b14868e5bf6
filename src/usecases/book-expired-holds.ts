import type { Reader } from "../ports/reader.js";
import type { Caller, UseCaseDeps } from "./use-case.js";

const AT_ONCE = 100;

/**
 * Books the holds that have expired on items nobody touches, so that listeners hear of it.
 * Any number of processes may do this at once.
 *
 * @returns whether there may be more.
 */
export async function bookExpiredHolds(
  { unitOfWork }: UseCaseDeps,
  reader: Reader,
  caller: Caller,
): Promise<boolean> {
  const productVariantIds = await reader.overdueItems(AT_ONCE);
  if (productVariantIds.length === 0) return false;
  await unitOfWork.execute({ kind: "expire", productVariantIds }, { ...caller, idempotencyKey: null });
  return productVariantIds.length === AT_ONCE;
}
