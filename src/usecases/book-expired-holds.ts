import type { Reader } from "../ports/reader.js";
import type { Caller, UseCaseDeps } from "./use-case.js";

const AT_ONCE = 100;

/**
 * Books the holds that have expired on items nobody touches, so that listeners hear of it.
 * Any number of processes may do this at once.
 *
 * @returns whether there may be more.
 * @throws what kept an item from being booked, after the others were.
 */
export async function bookExpiredHolds(
  { unitOfWork }: UseCaseDeps,
  reader: Reader,
  caller: Caller,
): Promise<boolean> {
  const productVariantIds = await reader.overdueItems(AT_ONCE);
  if (productVariantIds.length === 0) return false;
  // A command each, which the unit of work puts together: one item that cannot be booked keeps up no other.
  const booked = await Promise.allSettled(
    productVariantIds.map((id) =>
      unitOfWork.execute({ kind: "expire", productVariantIds: [id] }, { ...caller, idempotencyKey: null }),
    ),
  );
  const failed = booked.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return productVariantIds.length === AT_ONCE;
}
