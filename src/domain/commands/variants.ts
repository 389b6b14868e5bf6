import type { Instant, Item } from "../model.js";

// What the product service says of its variants.

interface Said {
  readonly productVariantId: string;
  /** By the product service's clock; null: it does not say. */
  readonly saidAt: Instant | null;
}

/** A variant was made: it has an item from now on, with what is in stock from the beginning. */
export interface RegisterVariant extends Said {
  readonly kind: "registerVariant";
  readonly sku: string | null;
  /** Units in MAIN; booked when the item is made by this command alone. */
  readonly initialStock: number;
  readonly lowStockThreshold: number;
}

/** `undefined` leaves a field as it is. */
export interface ChangeVariant extends Said {
  readonly kind: "changeVariant";
  readonly sku?: string | null | undefined;
  readonly discontinued?: boolean | undefined;
}

/** The variant is no more: as `deleteItem`, but for one that is not known there is nothing to do. */
export interface RemoveVariant extends Said {
  readonly kind: "removeVariant";
}

export interface VariantAnswers {
  registerVariant: { readonly item: Item; readonly created: boolean };
  /** null: it was deleted, and this comes too late. */
  changeVariant: { readonly item: Item | null };
  /** null: there was none. `removed`: nothing was left that kept it. */
  removeVariant: { readonly item: Item | null; readonly removed: boolean };
}

export type VariantCommand = RegisterVariant | ChangeVariant | RemoveVariant;
