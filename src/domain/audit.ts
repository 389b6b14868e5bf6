import type { Item, Level } from "./model.js";

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
  /** The balances after its newest ledger entry; 0 without one. */
  readonly newestQuantity: number;
  readonly newestReserved: number;
  /** What open reservation lines hold, whether or not their time is over. */
  readonly held: number;
}

/** What the rows below an item add up to. */
export interface ItemBalance {
  readonly productVariantId: string;
  /** One a level. */
  readonly levels: readonly LevelBalance[];
  /** What open transfers have on their way. */
  readonly inTransit: number;
}

/** An item with the rows below it and what they add up to, as of one moment. */
export interface Audit {
  readonly item: Item;
  readonly levels: readonly Level[];
  readonly balance: ItemBalance;
}

/**
 * Every number of the item that contradicts the truth, which is: for what is on hand, the
 * levels; for what is reserved, the open reservation lines; for what is on its way, the open
 * transfers. The ledger must tell how it came to that.
 */
export function differencesOf({ item, levels, balance }: Audit): StockDifference[] {
  const { productVariantId } = item;
  const found: StockDifference[] = [];
  const compare = (
    what: StockDifference["what"],
    stored: number,
    expected: number,
    warehouseId: string | null = null,
  ) => {
    if (stored !== expected) found.push({ productVariantId, warehouseId, what, stored, expected });
  };
  compare("ITEM_QUANTITY", item.quantity, sum(levels.map(({ quantity }) => quantity)));
  compare("ITEM_RESERVED", item.reserved, sum(balance.levels.map(({ held }) => held)));
  compare("ITEM_IN_TRANSIT", item.inTransit, balance.inTransit);
  for (const { quantity, reserved, warehouseId } of levels) {
    const below = balanceIn(balance, warehouseId);
    compare("LEVEL_RESERVED", reserved, below.held, warehouseId);
    const [inLedger, held] = [
      contradiction([below.ledgerQuantity, below.newestQuantity], quantity),
      contradiction([below.ledgerReserved, below.newestReserved], below.held),
    ];
    compare("LEDGER_QUANTITY", inLedger, quantity, warehouseId);
    compare("LEDGER_RESERVED", held, below.held, warehouseId);
  }
  return found;
}

/** Of a level that no row refers to: nothing. */
export function balanceIn({ levels }: ItemBalance, warehouseId: string): LevelBalance {
  const zero = { ledgerQuantity: 0, ledgerReserved: 0, newestQuantity: 0, newestReserved: 0, held: 0 };
  return levels.find((level) => level.warehouseId === warehouseId) ?? { warehouseId, ...zero };
}

/** The first that is not as expected. */
function contradiction(told: readonly number[], expected: number): number {
  return told.find((number) => number !== expected) ?? expected;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
