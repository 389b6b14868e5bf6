import type { Adjust, Answers, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { changeItem, type Movement } from "../item-change.js";
import { available, MAIN_WAREHOUSE_ID, MAX_QUANTITY, type Item, type Level } from "../model.js";
import type { Refusal } from "../refusal.js";
import { allocationFulfilled } from "./allocation.js";
import { findWarehouse, itemNotFound, levelIn, staleVersion, warehouseNotFound } from "../find.js";
import { levelEvents } from "./level-events.js";
import { sellHeld } from "./sell-held.js";

/** Changes what is on hand in one warehouse by a delta. */
export function adjust(view: StockView, command: Adjust, context: RuleContext): Decision<Answers["adjust"]> {
  const item = view.item(command.productVariantId);
  if (!item) return refuse([itemNotFound(command.productVariantId, ["productVariantId"])]);
  if (command.expectedVersion !== null && command.expectedVersion !== item.version) {
    return refuse([staleVersion(item, command.expectedVersion, ["expectedVersion"])]);
  }
  const held = command.changeType === "SALE" ? sellHeld(view, item, command, context) : null;
  if (held && "code" in held) return refuse([held]);
  const sold = held?.sold ?? 0;
  const delta = command.delta + sold;
  const warehouse = findWarehouse(view, command.warehouse ?? MAIN_WAREHOUSE_ID, context);
  // A sale of what is held alone happens where it is held.
  const somewhere = command.warehouse === null && delta === 0;
  if (!warehouse && !somewhere)
    return refuse([warehouseNotFound(command.warehouse ?? "MAIN", ["warehouseId"])]);

  if (!context.mayAdjust && sold < -command.delta) return refuse([notHeld(command, sold)]);
  const level = levelIn(view, item, warehouse?.id ?? MAIN_WAREHOUSE_ID);
  const heldHere = held?.movements.find((movement) => movement.level.warehouseId === level.warehouseId);
  const refusal = outOfRange(item, after(level, heldHere), delta, sold);
  if (refusal) return refuse([refusal]);

  const movements = merge(held?.movements ?? [], level, delta);
  const cause = { kind: command.changeType, reason: command.reason, reference: command.orderId } as const;
  const events = () => levelEvents(item, movements, command, context);
  const change = changeItem({ item, movements, cause, context, events });
  const reservations = held?.reservations ?? [];
  return accept(
    { item: change.item, entries: change.entries },
    {
      items: [change.item],
      levels: change.levels,
      reservations,
      entries: change.entries,
      events: [...change.events, ...allocationFulfilled(reservations, context)],
    },
  );
}

/** What is sold out of holds and what is moved freely, one movement a level. */
function merge(held: readonly Movement[], level: Level, delta: number): Movement[] {
  if (delta === 0) return [...held];
  const same = held.find((movement) => movement.level.warehouseId === level.warehouseId);
  const others = held.filter((movement) => movement !== same);
  const quantityDelta = delta + (same?.quantityDelta ?? 0);
  return [...others, { level, quantityDelta, reservedDelta: same?.reservedDelta ?? 0 }];
}

/** The level as the sale of what is held leaves it. */
function after(level: Level, held: Movement | undefined): Level {
  if (!held) return level;
  const { quantityDelta, reservedDelta } = held;
  return { ...level, quantity: level.quantity + quantityDelta, reserved: level.reserved + reservedDelta };
}

/** `delta` is what is moved freely, beside what was `sold` out of holds. */
function outOfRange(item: Item, level: Level, delta: number, sold: number): Refusal | null {
  if (item.quantity + delta > MAX_QUANTITY) {
    const message = `The quantity would exceed ${MAX_QUANTITY}.`;
    return { code: "INVALID_QUANTITY", field: ["delta"], message };
  }
  const owing = level.backorderLimit ?? Number.MAX_SAFE_INTEGER;
  const free = Math.max(0, Math.min(level.quantity, available(level) + owing));
  if (delta >= 0 || -delta <= free) return null;
  const [requested, obtainable] = [sold - delta, sold + free];
  return {
    code: "INSUFFICIENT_STOCK",
    field: ["delta"],
    message: `${requested} of "${item.productVariantId}" were to be taken, ${obtainable} can be.`,
    shortage: { productVariantId: item.productVariantId, requested, available: obtainable },
  };
}

function notHeld({ productVariantId, delta, orderId }: Adjust, held: number): Refusal {
  return {
    code: "INSUFFICIENT_STOCK",
    field: ["delta"],
    message: `${-delta} of "${productVariantId}" were to be sold, the order "${orderId}" holds ${held}.`,
    shortage: { productVariantId, requested: -delta, available: held },
  };
}
