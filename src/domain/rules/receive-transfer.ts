import type { Answers, ReceivedLine, ReceiveTransfer, RuleContext } from "../commands.js";
import { refuse, type Decision, type StockView } from "../decision.js";
import { MAX_QUANTITY, onTheWay, type Item, type Transfer } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findOpenTransfer } from "./find-transfer.js";
import { levelIn } from "../find.js";
import { transferred, type TransferStep } from "./transfer-step.js";

/** What arrived enters the destination, what is missing is written off; the rest stays on its way. */
export function receiveTransfer(
  view: StockView,
  { transferId, lines }: ReceiveTransfer,
  context: RuleContext,
): Decision<Answers["receiveTransfer"]> {
  const transfer = findOpenTransfer(view, transferId, "toWarehouseId", context);
  if ("code" in transfer) return refuse([transfer]);
  const outcomes = lines.map((line, index) => arrive(view, transfer, line, ["lines", String(index)]));
  const refusals = outcomes.filter((outcome) => "code" in outcome);
  if (refusals.length > 0) return refuse(refusals);

  const steps = outcomes.filter((outcome) => "item" in outcome);
  const changed = new Map(steps.map(({ line }) => [line.productVariantId, line]));
  const after = transfer.lines.map((line) => changed.get(line.productVariantId) ?? line);
  const over = after.every((line) => onTheWay(line) === 0);
  const received: Transfer = {
    ...transfer,
    status: over ? "RECEIVED" : "IN_TRANSIT",
    lines: after,
    updatedAt: context.now,
  };
  return transferred(received, "RECEIVED", steps, context);
}

function arrive(
  view: StockView,
  transfer: Transfer,
  { productVariantId, received, missing, missingReason }: ReceivedLine,
  at: readonly string[],
): TransferStep | Refusal {
  const line = transfer.lines.find((candidate) => candidate.productVariantId === productVariantId);
  if (!line) {
    const message = `"${productVariantId}" is no part of stock transfer ${transfer.id}.`;
    return { code: "NOT_FOUND", field: [...at, "productVariantId"], message };
  }
  const expected = onTheWay(line);
  if (received + missing > expected) {
    const field = [...at, received > expected ? "receivedQuantity" : "missingQuantity"];
    const message = `Only ${expected} of "${productVariantId}" are on their way.`;
    return { code: "INVALID_QUANTITY", field, message };
  }
  // What has units on their way cannot be deleted.
  const item = view.item(productVariantId) as Item;
  if (item.quantity + received > MAX_QUANTITY) {
    const message = `The quantity over all warehouses would exceed ${MAX_QUANTITY}.`;
    return { code: "INVALID_QUANTITY", field: [...at, "receivedQuantity"], message };
  }
  const reason = missing > 0 ? missingReason : null;
  return {
    ...{ item, missing, missingReason: reason, reason: null },
    level: levelIn(view, item, transfer.toWarehouseId),
    units: received,
    line: {
      ...line,
      received: line.received + received,
      missing: line.missing + missing,
      missingReason: reason ?? line.missingReason,
    },
  };
}
