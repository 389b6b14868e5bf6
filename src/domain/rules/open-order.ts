import type { Answers, OpenOrder, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { sumUnits, untold, without, type LevelUnits, type OrderIntake } from "../order-intake.js";
import type { Reservation } from "../model.js";
import { holdOrder, sellAtOnce } from "./sell-at-once.js";

type Opening = Decision<Answers["openOrder"]>;

/** Holds what was ordered, unless the order is known, held by other means, over, or has left already. */
export function openOrder(view: StockView, command: OpenOrder, context: RuleContext): Opening {
  const before = view.orderIntake(command.orderId) ?? untold(command.orderId, context.now);
  if (before.lines !== null) return accept({ opened: "KNOWN", reservation: null }, {});
  const known = { ...before, lines: sumUnits(command.lines), updatedAt: context.now };
  const remember = (opened: Answers["openOrder"]["opened"]): Opening =>
    accept({ opened, reservation: null }, { intakes: [known] });
  const made = new Set(before.reservationIds);
  if (view.reservationsOfOrder(command.orderId).some(({ id }) => !made.has(id))) return remember("ELSEWHERE");
  if (before.ended !== null) return remember("ENDED");
  const lines = lessShipped(command, before);
  if (lines.length === 0) return remember("SHIPPED");
  return hold(view, { ...command, lines }, { known, context });
}

/** Once an order: a line says where; what has left already is no part of any. */
function lessShipped({ lines }: OpenOrder, { shipped }: OrderIntake): OpenOrder["lines"] {
  const left = new Map(
    without(lines, shipped).map(({ productVariantId, quantity }) => [productVariantId, quantity]),
  );
  return lines.flatMap((line) => {
    const quantity = Math.min(line.quantity, left.get(line.productVariantId) ?? 0);
    left.set(line.productVariantId, (left.get(line.productVariantId) ?? 0) - quantity);
    return quantity > 0 ? { ...line, quantity } : [];
  });
}

function hold(
  view: StockView,
  command: OpenOrder,
  { known, context }: { known: OrderIntake; context: RuleContext },
): Opening {
  const sold = command.policy === "DECREMENT" ? sellAtOnce(view, command, context) : null;
  // What is owed cannot be sold at once: it is held, and sold when it leaves.
  const sells = sold?.result.ok === true;
  const { changes, result } = sells ? sold : holdOrder(view, command, context);
  if (!result.ok) {
    // Without an event it is the message that is not valid, and not the stock that is short.
    if (changes.events.length === 0) return { changes, result };
    return accept({ opened: "REJECTED", reservation: null }, { ...changes, intakes: [known] });
  }
  const { reservation } = result.value;
  const intake: OrderIntake = {
    ...known,
    unclaimed: sells ? unitsOf(reservation) : [],
    reservationIds: [...known.reservationIds, reservation.id],
  };
  return accept({ opened: sells ? "SOLD" : "RESERVED", reservation }, { ...changes, intakes: [intake] });
}

function unitsOf({ lines }: Reservation): LevelUnits[] {
  return lines.map(({ productVariantId, warehouseId, quantity }) => ({
    productVariantId,
    warehouseId,
    quantity,
  }));
}
