import type { Inputs } from "./calls.js";
import { tellLevels } from "./holds.js";
import {
  onTheWay,
  Refused,
  type Item,
  type Refusal,
  type Stock,
  type Transfer,
  type TransferLine,
} from "./state.js";

/** Stock leaves one warehouse; until it comes in it is on hand nowhere. */
export function createTransfer(stock: Stock, input: Inputs["createTransfer"], newId: string): Transfer {
  const [source, target] = [stock.warehouse(input.fromWarehouseId), stock.warehouse(input.toWarehouseId)];
  if (!source || !target) {
    const unknown = [...(source ? [] : ["fromWarehouseId"]), ...(target ? [] : ["toWarehouseId"])];
    throw new Refused(...unknown.map((field) => ({ code: "NOT_FOUND", field })));
  }
  if (!target.active) throw new Refused({ code: "INVALID_INPUT", field: "toWarehouseId" });
  const [from, to] = [source.code, target.code];
  const refusals = input.lines.flatMap(({ productVariantId, quantity }, index): Refusal[] => {
    const item = stock.item(productVariantId);
    if (!item) return [{ code: "NOT_FOUND", field: `lines.${index}.productVariantId` }];
    const level = stock.level(item, from);
    // What MAIN may owe cannot travel.
    const available = Math.max(0, level.quantity - level.reserved);
    if (available >= quantity) return [];
    return [{ code: "INSUFFICIENT_STOCK", field: `lines.${index}.quantity`, requested: quantity, available }];
  });
  if (refusals.length > 0) throw new Refused(...refusals);
  const lines = input.lines.map(({ productVariantId, quantity }) => {
    return { item: productVariantId, quantity, received: 0, missing: 0, returned: 0 };
  });
  const transfer: Transfer = { id: newId, from, to, status: "IN_TRANSIT", lines };
  stock.transfers.set(newId, transfer);
  for (const line of lines) {
    move(stock, line, { kind: "TRANSFER_OUT", warehouse: from, units: -line.quantity, gone: 0 });
    tellStep(stock, transfer, line, { step: "IN_TRANSIT", quantity: line.quantity, missingQuantity: 0 });
  }
  return transfer;
}

export function receiveTransfer(stock: Stock, input: Inputs["receiveTransfer"]): Transfer {
  const transfer = needOpen(stock, input.transferId);
  const refusals = input.lines.flatMap((each, index): Refusal[] => {
    const line = transfer.lines.find(({ item }) => item === each.productVariantId);
    if (!line) return [{ code: "NOT_FOUND", field: `lines.${index}.productVariantId` }];
    const units = each.receivedQuantity + (each.missingQuantity ?? 0);
    if (units <= onTheWay(line)) return [];
    const field = each.receivedQuantity > onTheWay(line) ? "receivedQuantity" : "missingQuantity";
    return [{ code: "INVALID_QUANTITY", field: `lines.${index}.${field}` }];
  });
  if (refusals.length > 0) throw new Refused(...refusals);
  for (const { productVariantId, receivedQuantity, missingQuantity = 0 } of input.lines) {
    const line = transfer.lines.find(({ item }) => item === productVariantId) as TransferLine;
    line.received += receivedQuantity;
    line.missing += missingQuantity;
    const came = {
      kind: "TRANSFER_IN",
      warehouse: transfer.to,
      units: receivedQuantity,
      gone: missingQuantity,
    };
    move(stock, line, came);
    tellStep(stock, transfer, line, { step: "RECEIVED", quantity: receivedQuantity, missingQuantity });
  }
  if (transfer.lines.every((line) => onTheWay(line) === 0)) transfer.status = "RECEIVED";
  return transfer;
}

export function cancelTransfer(stock: Stock, { transferId }: Inputs["cancelTransfer"]): Transfer {
  const transfer = needOpen(stock, transferId);
  for (const line of transfer.lines) {
    const quantity = onTheWay(line);
    if (quantity === 0) continue;
    line.returned += quantity;
    move(stock, line, { kind: "TRANSFER_IN", warehouse: transfer.from, units: quantity, gone: 0 });
    tellStep(stock, transfer, line, { step: "CANCELLED", quantity, missingQuantity: 0 });
  }
  transfer.status = "CANCELLED";
  return transfer;
}

interface Step {
  readonly kind: string;
  readonly warehouse: string;
  /** Onto the level: negative when they leave. */
  readonly units: number;
  /** Written off on the way. */
  readonly gone: number;
}

function move(stock: Stock, line: TransferLine, { kind, warehouse, units, gone }: Step): void {
  const item = stock.items.get(line.item) as Item;
  stock.change(item, kind, (onto) => {
    item.inTransit -= units + gone;
    if (units !== 0) onto(warehouse, units, 0);
  });
  tellLevels(stock, item, "ADJUSTMENT", null);
}

function tellStep(
  stock: Stock,
  { id, from, to }: Transfer,
  line: TransferLine,
  step: { readonly step: string; readonly quantity: number; readonly missingQuantity: number },
): void {
  stock.tell("StockTransferredEvent", stock.items.get(line.item) as Item, {
    productVariantId: line.item,
    transferId: id,
    fromWarehouse: from,
    toWarehouse: to,
    ...step,
    outstandingQuantity: onTheWay(line),
  });
}

function needOpen(stock: Stock, id: string): Transfer {
  const transfer = stock.transfers.get(id);
  if (!transfer) throw new Refused({ code: "NOT_FOUND", field: "transferId" });
  if (transfer.status !== "IN_TRANSIT") throw new Refused({ code: "INVALID_INPUT", field: "transferId" });
  return transfer;
}
