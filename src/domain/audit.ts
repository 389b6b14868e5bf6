/** One number that is not what it should be. */
export interface StockDifference {
  readonly productVariantId: string;
  /** null: of the item over all its warehouses. */
  readonly warehouseId: string | null;
  readonly what:
    | "ITEM_QUANTITY"
    | "ITEM_RESERVED"
    | "ITEM_IN_TRANSIT"
    | "LEVEL_RESERVED"
    | "LEDGER_QUANTITY"
    | "LEDGER_RESERVED";
  readonly stored: number;
  readonly expected: number;
}

/** What the rows below a level add up to. */
export interface LevelBalance {
  readonly warehouseId: string;
  /** The sums of its ledger entries. */
  readonly ledgerQuantity: number;
  readonly ledgerReserved: number;
  /** What open reservation lines hold. */
  readonly held: number;
}

/** What the rows below an item add up to. */
export interface ItemBalance {
  readonly productVariantId: string;
  readonly levels: readonly LevelBalance[];
  /** What open transfers have on their way. */
  readonly inTransit: number;
}
