import type * as domain from "../../domain/model.js";
import type { StockTransfer, StockTransferLine } from "../types/stock-transfer.js";

export function toStockTransfer(transfer: domain.Transfer): StockTransfer {
  return {
    id: transfer.id,
    fromWarehouseId: transfer.fromWarehouseId,
    toWarehouseId: transfer.toWarehouseId,
    status: transfer.status,
    lines: transfer.lines.map(toLine),
    createdAt: new Date(transfer.createdAt),
    updatedAt: new Date(transfer.updatedAt),
  } satisfies StockTransfer;
}

function toLine(line: domain.TransferLine): StockTransferLine {
  return {
    productVariantId: line.productVariantId,
    quantity: line.quantity,
    receivedQuantity: line.received,
    missingQuantity: line.missing,
    missingReason: line.missingReason,
    returnedQuantity: line.returned,
  } satisfies StockTransferLine;
}
