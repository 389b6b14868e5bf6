import type { Command, Publish } from "./commands.js";
import type { AggregateType } from "./events.js";

/** What a command must have locked and read before its rule may run. */
export interface Access {
  /** Product variant ids. */
  readonly items: readonly string[];
  /** Ids of reservations, whose items are locked too. */
  readonly reservations: readonly string[];
  /** Orders, all of whose reservations count as named. */
  readonly orders: readonly string[];
  /** Orders of which messages tell: what was told of them is read and locked. */
  readonly intakes: readonly string[];
  /** Product variant ids of which messages tell: what was told of them is read and locked. */
  readonly variantIntakes: readonly string[];
  /** Ids of transfers, whose items are locked too. */
  readonly transfers: readonly string[];
  /** Ids or codes of warehouses that change; all are read anyway. */
  readonly warehouses: readonly string[];
  /** Ids of bins, whose warehouses are locked too. */
  readonly bins: readonly string[];
  /** Codes of bins, in whatever warehouse. */
  readonly binCodes: readonly string[];
  /** Product variant ids whose every bin is read. */
  readonly binsOf: readonly string[];
  /** Product variant ids whose rows are to be added up. */
  readonly balances: readonly string[];
}

const NOTHING: Access = {
  items: [],
  reservations: [],
  orders: [],
  intakes: [],
  variantIntakes: [],
  transfers: [],
  warehouses: [],
  bins: [],
  binCodes: [],
  binsOf: [],
  balances: [],
};

/** Known from the command alone, before anything is read. */
export function accessOf(command: Command): Access {
  switch (command.kind) {
    case "createItem":
    case "updateItem":
    case "discontinueItem":
      return { ...NOTHING, items: [command.productVariantId] };
    case "deleteItem":
      return { ...NOTHING, items: [command.productVariantId], binsOf: [command.productVariantId] };
    case "registerVariant":
    case "changeVariant":
    case "removeVariant":
      return ofVariant(command.productVariantId);
    case "reconcile":
      return { ...NOTHING, items: [command.productVariantId] };
    case "setStock":
      return { ...NOTHING, items: [command.line.productVariantId] };
    case "assignBin":
      return { ...NOTHING, items: [command.productVariantId], bins: [command.binId] };
    case "createWarehouse":
      return NOTHING;
    case "updateWarehouse":
      return { ...NOTHING, warehouses: [command.warehouse] };
    case "createBin":
      return { ...NOTHING, warehouses: [command.warehouse], binCodes: [command.code] };
    case "renameBin":
      return { ...NOTHING, bins: [command.binId], binCodes: [command.code] };
    case "reserve":
    case "createTransfer":
    case "takeBack":
      return { ...NOTHING, items: variantsOf(command.lines) };
    case "setStocks":
      return {
        ...NOTHING,
        items: variantsOf(command.lines.flatMap((line) => ("refusals" in line ? [] : [line]))),
      };
    case "importRows":
      return { ...NOTHING, items: variantsOf(command.rows) };
    case "extend":
    case "confirm":
    case "fulfill":
      return { ...NOTHING, reservations: [command.reservationId] };
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
    case "openOrder":
      return { ...ofOrder(command.orderId), items: variantsOf(command.lines) };
    case "endOrder":
      return ofOrder(command.orderId);
    case "shipOrder":
      return { ...ofOrder(command.orderId), items: variantsOf(command.lines ?? []) };
    case "receiveTransfer":
    case "cancelTransfer":
      return { ...NOTHING, transfers: [command.transferId] };
    case "publish":
      return {
        ...NOTHING,
        items: aggregates(command, "InventoryItem"),
        warehouses: aggregates(command, "Warehouse"),
      };
    case "expire":
      return { ...NOTHING, items: command.productVariantIds };
    case "repair":
      return { ...NOTHING, items: command.productVariantIds, balances: command.productVariantIds };
    default:
      return command satisfies never;
  }
}

function ofOrder(orderId: string): Access {
  return { ...NOTHING, orders: [orderId], intakes: [orderId] };
}

/** One that was created and deleted lies in no bin, whichever came first. */
function ofVariant(productVariantId: string): Access {
  const named = [productVariantId];
  return { ...NOTHING, items: named, binsOf: named, variantIntakes: named };
}

function aggregates({ events }: Publish, type: AggregateType): string[] {
  const named = events.filter(({ aggregateType }) => aggregateType === type);
  return [...new Set(named.map(({ aggregateId }) => aggregateId))];
}

function variantsOf(lines: readonly { readonly productVariantId: string }[]): string[] {
  return [...new Set(lines.map(({ productVariantId }) => productVariantId))];
}
