import type { BackorderPolicy, Bin, Item } from "../model.js";

export interface CreateItem {
  readonly kind: "createItem";
  readonly productVariantId: string;
  readonly sku: string | null;
  readonly lowStockThreshold: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
}

/** `undefined` leaves a field as it is. */
export interface UpdateItem {
  readonly kind: "updateItem";
  readonly productVariantId: string;
  readonly sku?: string | null | undefined;
  readonly lowStockThreshold?: number | undefined;
  /** No policy: the item's own. No limit: with LIMIT the item's own. */
  readonly backorder?: { readonly policy: BackorderPolicy | null; readonly limit: number | null } | undefined;
  readonly expectedVersion: number | null;
}

/** Takes the item out of sale, or, with `discontinued: false`, back into it. */
export interface DiscontinueItem {
  readonly kind: "discontinueItem";
  readonly productVariantId: string;
  readonly discontinued: boolean;
  readonly expectedVersion: number | null;
}

/** Removes an item that has nothing; one that has stock, holds or transfers is discontinued instead. */
export interface DeleteItem {
  readonly kind: "deleteItem";
  readonly productVariantId: string;
  readonly expectedVersion: number | null;
}

/** Says that the item lies in the bin, or, with `assigned: false`, that it no longer does. */
export interface AssignBin {
  readonly kind: "assignBin";
  readonly productVariantId: string;
  readonly binId: string;
  readonly assigned: boolean;
}

interface ItemAnswer {
  readonly item: Item;
}

export interface ItemAnswers {
  createItem: ItemAnswer;
  updateItem: ItemAnswer;
  discontinueItem: ItemAnswer;
  /** `removed`: whether nothing was left that kept it. */
  deleteItem: ItemAnswer & { readonly removed: boolean };
  assignBin: ItemAnswer & { readonly bin: Bin };
}

export type ItemCommand = CreateItem | UpdateItem | DiscontinueItem | DeleteItem | AssignBin;
