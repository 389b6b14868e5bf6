import type { Item } from "../model.js";

// What the product service says of its variants.

/** A variant was made: it has an item from now on, with what is in stock from the beginning. */
export interface RegisterVariant {
  readonly kind: "registerVariant";
  readonly productVariantId: string;
  readonly sku: string | null;
  /** Units in MAIN; booked when the item is made by this command alone. */
  readonly initialStock: number;
  readonly lowStockThreshold: number;
}

/** `undefined` leaves a field as it is. */
export interface ChangeVariant {
  readonly kind: "changeVariant";
  readonly productVariantId: string;
  readonly sku?: string | null | undefined;
  readonly discontinued?: boolean | undefined;
}

/** The variant is no more: as `deleteItem`, but for one that is not known there is nothing to do. */
export interface RemoveVariant {
  readonly kind: "removeVariant";
  readonly productVariantId: string;
}

export interface VariantAnswers {
  registerVariant: { readonly item: Item; readonly created: boolean };
  changeVariant: { readonly item: Item };
  /** null: there was none. `removed`: nothing was left that kept it. */
  removeVariant: { readonly item: Item | null; readonly removed: boolean };
}

export type VariantCommand = RegisterVariant | ChangeVariant | RemoveVariant;
