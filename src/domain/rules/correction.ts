import { balanceIn, type Audit } from "../audit.js";
import type { Movement } from "../item-change.js";
import { available, MAX_QUANTITY, type Item, type Level } from "../model.js";
import { owing } from "../backorder.js";

/** What makes the numbers of one item agree. */
export interface Correction {
  /** From what the ledger's newest entry says to what is true, where the two differ. */
  readonly movements: readonly Movement[];
  /** Levels that were wrong while their ledger was right. */
  readonly levels: readonly Level[];
  readonly totals: Pick<Item, "quantity" | "reserved">;
  readonly inTransit: number;
}

/** @returns null where nothing can be corrected without breaking another rule. */
export function correctionOf({ item, levels, balance }: Audit): Correction | null {
  const targets = levels.map((level): Level => {
    const target = { ...level, reserved: balanceIn(balance, level.warehouseId).held };
    // More is held than the level may owe: how it came to that, a person has to find out.
    return isAllowed(target, level.backorderLimit) ? target : level;
  });
  const totals = {
    quantity: targets.reduce((total, { quantity }) => total + quantity, 0),
    reserved: targets.reduce((total, { reserved }) => total + reserved, 0),
  };
  const { inTransit } = balance;
  if (!isAllowed(totals, owing(item))) return null;
  if (item.deletedAt !== null && totals.quantity + totals.reserved + inTransit > 0) return null;
  const movements = targets.flatMap((target): Movement[] => {
    const { newestQuantity, newestReserved } = balanceIn(balance, target.warehouseId);
    const level = { ...target, quantity: newestQuantity, reserved: newestReserved };
    const quantityDelta = target.quantity - newestQuantity;
    const reservedDelta = target.reserved - newestReserved;
    return quantityDelta === 0 && reservedDelta === 0 ? [] : [{ level, quantityDelta, reservedDelta }];
  });
  const booked = new Set(movements.map(({ level }) => level.warehouseId));
  const rest = targets.filter(
    (target, index) => target.reserved !== levels[index]?.reserved && !booked.has(target.warehouseId),
  );
  const changesItem =
    totals.quantity !== item.quantity || totals.reserved !== item.reserved || inTransit !== item.inTransit;
  if (movements.length + rest.length === 0 && !changesItem) return null;
  return { movements, levels: rest, totals, inTransit };
}

/** The same item with the correction booked. */
export function corrected({ item, levels, balance }: Audit, correction: Correction): Audit {
  const { movements, totals, inTransit } = correction;
  const moved = movements.map(({ level, quantityDelta, reservedDelta }): Level => ({
    ...level,
    quantity: level.quantity + quantityDelta,
    reserved: level.reserved + reservedDelta,
  }));
  const changed = new Map([...moved, ...correction.levels].map((level) => [level.warehouseId, level]));
  return {
    item: { ...item, ...totals, inTransit },
    levels: levels.map((level) => changed.get(level.warehouseId) ?? level),
    balance: {
      ...balance,
      levels: balance.levels.map((before) => {
        const movement = movements.find(({ level }) => level.warehouseId === before.warehouseId);
        const { quantityDelta = 0, reservedDelta = 0 } = movement ?? {};
        return {
          ...before,
          ledgerQuantity: before.ledgerQuantity + quantityDelta,
          ledgerReserved: before.ledgerReserved + reservedDelta,
          newestQuantity: before.newestQuantity + quantityDelta,
          newestReserved: before.newestReserved + reservedDelta,
        };
      }),
    },
  };
}

/** @param bound how far available may fall below zero; null = without bound. */
function isAllowed(stock: Pick<Level, "quantity" | "reserved">, bound: number | null): boolean {
  if (stock.quantity > MAX_QUANTITY || stock.reserved > MAX_QUANTITY) return false;
  return bound === null || available(stock) >= -bound;
}
