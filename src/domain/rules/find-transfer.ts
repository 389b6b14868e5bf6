import type { CommandMeta } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Transfer } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse } from "../find.js";

/**
 * A transfer with units on their way. Who does not reach the warehouse that they would enter
 * (the destination by a receipt, the source by a cancellation) cannot tell that it exists.
 */
export function findOpenTransfer(
  view: StockView,
  transferId: string,
  entered: "fromWarehouseId" | "toWarehouseId",
  meta: CommandMeta,
): Transfer | Refusal {
  const field = ["transferId"];
  const transfer = view.transfer(transferId);
  if (!transfer || !findWarehouse(view, transfer[entered], meta)) {
    return { code: "NOT_FOUND", field, message: `No stock transfer has the id "${transferId}".` };
  }
  if (transfer.status === "IN_TRANSIT") return transfer;
  const message = `Stock transfer ${transfer.id} is ${transfer.status}: nothing of it is on its way any more.`;
  return { code: "INVALID_INPUT", field, message };
}
