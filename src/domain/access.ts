import type { Command } from "./commands.js";

/** What a command must have locked and read before its rule may run. */
export interface Access {
  /** Product variant ids. */
  readonly items: readonly string[];
  /** Ids of reservations, whose items are locked too. */
  readonly reservations: readonly string[];
  /** Orders, all of whose reservations count as named. */
  readonly orders: readonly string[];
}

const NOTHING: Access = { items: [], reservations: [], orders: [] };

export function accessOf(command: Command): Access {
  switch (command.kind) {
    case "createItem":
      return { ...NOTHING, items: [command.productVariantId] };
    case "createWarehouse":
      return NOTHING;
    case "reserve":
      return {
        ...NOTHING,
        items: [...new Set(command.lines.map(({ productVariantId }) => productVariantId))],
      };
    case "release":
      return {
        ...NOTHING,
        reservations: command.reservationId === null ? [] : [command.reservationId],
        orders: command.orderId === null ? [] : [command.orderId],
      };
    case "adjust":
      return {
        ...NOTHING,
        items: [command.productVariantId],
        orders: command.changeType === "SALE" && command.orderId !== null ? [command.orderId] : [],
      };
    case "expire":
      return { ...NOTHING, items: command.productVariantIds };
    default:
      return command satisfies never;
  }
}
