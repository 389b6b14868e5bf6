import { isOpaqueId } from "../domain/validate.js";
import { badInput } from "./arguments.js";

// A cursor says which order it belongs to, so that one of another order is refused rather
// than misunderstood.
const PREFIX = "variant:";

export function toCursor(productVariantId: string): string {
  return Buffer.from(PREFIX + productVariantId).toString("base64url");
}

/** @returns the product variant id to go on after. */
export function fromCursor(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  const productVariantId = text.slice(PREFIX.length);
  if (text.startsWith(PREFIX) && isOpaqueId(productVariantId)) return productVariantId;
  throw badInput("after", "after is not a cursor of this connection.");
}
