import type { Answers, CommandKind } from "../../../src/domain/commands.js";
import type { Result } from "../../../src/domain/decision.js";
import { adjustStock } from "../../../src/usecases/adjust-stock.js";
import { assignItemToBin } from "../../../src/usecases/assign-item-to-bin.js";
import { cancelStockTransfer } from "../../../src/usecases/cancel-stock-transfer.js";
import { confirmReservation } from "../../../src/usecases/confirm-reservation.js";
import { createInventoryItem } from "../../../src/usecases/create-inventory-item.js";
import { createStockTransfer } from "../../../src/usecases/create-stock-transfer.js";
import { createWarehouseBin } from "../../../src/usecases/create-warehouse-bin.js";
import { createWarehouse } from "../../../src/usecases/create-warehouse.js";
import { deleteInventoryItem } from "../../../src/usecases/delete-inventory-item.js";
import { discontinueInventoryItem } from "../../../src/usecases/discontinue-inventory-item.js";
import { extendReservation } from "../../../src/usecases/extend-reservation.js";
import { fulfillReservation } from "../../../src/usecases/fulfill-reservation.js";
import { reactivateInventoryItem } from "../../../src/usecases/reactivate-inventory-item.js";
import { receiveStockTransfer } from "../../../src/usecases/receive-stock-transfer.js";
import { releaseReservation } from "../../../src/usecases/release-reservation.js";
import { reserveStock } from "../../../src/usecases/reserve-stock.js";
import { setStock } from "../../../src/usecases/set-stock.js";
import { setStocks } from "../../../src/usecases/set-stocks.js";
import { updateInventoryItem } from "../../../src/usecases/update-inventory-item.js";
import { updateWarehouse } from "../../../src/usecases/update-warehouse.js";
import type { Caller, UseCaseDeps } from "../../../src/usecases/use-case.js";
import type { Inputs, Verb } from "./calls.js";

type Perform<V extends Verb> = (
  deps: UseCaseDeps,
  input: Inputs[V] & { readonly idempotencyKey?: string },
  caller: Caller,
) => Promise<Result<Answers[CommandKind]>>;

/** The use case of each verb. */
export const PERFORM: { readonly [V in Verb]: Perform<V> } = {
  createItem: createInventoryItem,
  updateItem: updateInventoryItem,
  discontinue: discontinueInventoryItem,
  reactivate: reactivateInventoryItem,
  deleteItem: deleteInventoryItem,
  reserve: reserveStock,
  extend: extendReservation,
  confirm: confirmReservation,
  fulfill: fulfillReservation,
  release: releaseReservation,
  adjust: adjustStock,
  setStock,
  setStocks,
  createTransfer: createStockTransfer,
  receiveTransfer: receiveStockTransfer,
  cancelTransfer: cancelStockTransfer,
  createWarehouse,
  updateWarehouse,
  createBin: createWarehouseBin,
  assign: assignItemToBin,
};
