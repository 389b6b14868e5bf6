import type { StockView } from "../decision.js";
import type { Item } from "../model.js";
import type { Refusal } from "../refusal.js";
import { itemNotFound, staleVersion } from "../find.js";

interface Named {
  readonly productVariantId: string;
  readonly expectedVersion: number | null;
}

/** The item at the version that the caller knows, if it names one. */
export function findItem(
  view: StockView,
  { productVariantId, expectedVersion }: Named,
): { readonly item: Item } | { readonly refusal: Refusal } {
  const item = view.item(productVariantId);
  if (!item) return { refusal: itemNotFound(productVariantId, ["productVariantId"]) };
  if (expectedVersion !== null && expectedVersion !== item.version) {
    return { refusal: staleVersion(item, expectedVersion, ["expectedVersion"]) };
  }
  return { item };
}
