import type { Refusal } from "../../domain/refusal.js";
import type {
  InsufficientStockError,
  SimpleUserError,
  StaleVersionError,
  UserError,
} from "../types/user-error.js";
import { toInventoryItem } from "./stock.js";

/** A refusal tells by its content which type it is: the interface resolves it by the same fields. */
export function toUserError(refusal: Refusal): UserError {
  const error = {
    code: refusal.code,
    field: [...refusal.field],
    message: refusal.message,
  } satisfies SimpleUserError;
  if (refusal.current) {
    const stale = { ...error, current: toInventoryItem(refusal.current) } satisfies StaleVersionError;
    return stale;
  }
  if (refusal.shortage) {
    const { productVariantId, requested, available } = refusal.shortage;
    const short = { ...error, productVariantId, requested, available } satisfies InsufficientStockError;
    return short;
  }
  return error;
}
