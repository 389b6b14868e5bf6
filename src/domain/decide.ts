import type { Answers, Command, CommandKind, RuleContext } from "./commands.js";
import { accept, type Decision, type StockView } from "./decision.js";
import { adjust } from "./rules/adjust.js";
import { assignBin } from "./rules/assign-bin.js";
import { cancelTransfer } from "./rules/cancel-transfer.js";
import { confirm } from "./rules/confirm.js";
import { changeVariant } from "./rules/change-variant.js";
import { createBin } from "./rules/create-bin.js";
import { createItem } from "./rules/create-item.js";
import { createTransfer } from "./rules/create-transfer.js";
import { createWarehouse } from "./rules/create-warehouse.js";
import { deleteItem } from "./rules/delete-item.js";
import { discontinueItem } from "./rules/discontinue-item.js";
import { endOrder } from "./rules/end-order.js";
import { extend } from "./rules/extend.js";
import { fulfill } from "./rules/fulfill.js";
import { importRows } from "./rules/import-rows.js";
import { openOrder } from "./rules/open-order.js";
import { publish } from "./rules/publish.js";
import { receiveTransfer } from "./rules/receive-transfer.js";
import { registerVariant } from "./rules/register-variant.js";
import { reconcile } from "./rules/reconcile.js";
import { release } from "./rules/release.js";
import { removeVariant } from "./rules/remove-variant.js";
import { renameBin } from "./rules/rename-bin.js";
import { repair } from "./rules/repair.js";
import { reserve } from "./rules/reserve.js";
import { setStock } from "./rules/set-stock.js";
import { setStocks } from "./rules/set-stocks.js";
import { shipOrder } from "./rules/ship-order.js";
import { takeBack } from "./rules/take-back.js";
import { updateItem } from "./rules/update-item.js";
import { updateWarehouse } from "./rules/update-warehouse.js";

/** The rules: what a command changes in the stock as it is, or why it is refused. */
export function decide(
  view: StockView,
  command: Command,
  context: RuleContext,
): Decision<Answers[CommandKind]> {
  switch (command.kind) {
    case "createItem":
      return createItem(view, command, context);
    case "updateItem":
      return updateItem(view, command, context);
    case "discontinueItem":
      return discontinueItem(view, command, context);
    case "deleteItem":
      return deleteItem(view, command, context);
    case "assignBin":
      return assignBin(view, command, context);
    case "createWarehouse":
      return createWarehouse(view, command, context);
    case "updateWarehouse":
      return updateWarehouse(view, command, context);
    case "createBin":
      return createBin(view, command, context);
    case "renameBin":
      return renameBin(view, command, context);
    case "reserve":
      return reserve(view, command, context);
    case "extend":
      return extend(view, command, context);
    case "confirm":
      return confirm(view, command, context);
    case "fulfill":
      return fulfill(view, command, context);
    case "release":
      return release(view, command, context);
    case "adjust":
      return adjust(view, command, context);
    case "setStock":
      return setStock(view, command, context);
    case "setStocks":
      return setStocks(view, command, context);
    case "createTransfer":
      return createTransfer(view, command, context);
    case "receiveTransfer":
      return receiveTransfer(view, command, context);
    case "cancelTransfer":
      return cancelTransfer(view, command, context);
    case "importRows":
      return importRows(view, command, context);
    case "reconcile":
      return reconcile(view, command, context);
    case "repair":
      return repair(view, command, context);
    case "publish":
      return publish(view, command, context);
    case "registerVariant":
      return registerVariant(view, command, context);
    case "changeVariant":
      return changeVariant(view, command, context);
    case "removeVariant":
      return removeVariant(view, command, context);
    case "openOrder":
      return openOrder(view, command, context);
    case "endOrder":
      return endOrder(view, command, context);
    case "shipOrder":
      return shipOrder(view, command, context);
    case "takeBack":
      return takeBack(view, command, context);
    case "expire":
      return accept({}, {});
    default:
      return command satisfies never;
  }
}
