import type { Answers, CancelTransfer, RuleContext } from "../commands.js";
import { refuse, type Decision, type StockView } from "../decision.js";
import { MAX_QUANTITY, onTheWay, type Item, type Transfer, type TransferLine } from "../model.js";
import { findOpenTransfer } from "./find-transfer.js";
import { levelIn } from "../find.js";
import { transferred, type TransferStep } from "./transfer-step.js";

/** What is still on its way goes back to where it came from; what was received stays. */
export function cancelTransfer(
  view: StockView,
  { transferId }: CancelTransfer,
  context: RuleContext,
): Decision<Answers["cancelTransfer"]> {
  const transfer = findOpenTransfer(view, transferId, "fromWarehouseId", context);
  if ("code" in transfer) return refuse([transfer]);
  const steps = transfer.lines
    .filter((line) => onTheWay(line) > 0)
    .map((line) => comeBack(view, transfer, line));
  const excess = steps.find(({ item, units }) => item.quantity + units > MAX_QUANTITY);
  if (excess) {
    const { productVariantId } = excess.item;
    const message = `The quantity of "${productVariantId}" over all warehouses would exceed ${MAX_QUANTITY}.`;
    return refuse([{ code: "INVALID_QUANTITY", field: ["transferId"], message }]);
  }
  const changed = new Map(steps.map(({ line }) => [line.productVariantId, line]));
  const cancelled: Transfer = {
    ...transfer,
    status: "CANCELLED",
    lines: transfer.lines.map((line) => changed.get(line.productVariantId) ?? line),
    updatedAt: context.now,
  };
  return transferred(cancelled, "CANCELLED", steps, context);
}

function comeBack(view: StockView, { fromWarehouseId }: Transfer, line: TransferLine): TransferStep {
  // What has units on their way cannot be deleted.
  const item = view.item(line.productVariantId) as Item;
  const units = onTheWay(line);
  return {
    ...{ item, units, missing: 0, missingReason: null, reason: "TRANSFER_CANCELLED" },
    level: levelIn(view, item, fromWarehouseId),
    line: { ...line, returned: line.returned + units },
  };
}
