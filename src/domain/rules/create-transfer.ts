import type { Answers, CreateTransfer, RuleContext, TransferredLine } from "../commands.js";
import { refuse, type Decision, type StockView } from "../decision.js";
import { available, MAX_QUANTITY, type Transfer, type TransferLine, type Warehouse } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse, itemNotFound, levelIn, warehouseNotFound } from "../find.js";
import { sumByVariant, type Sum } from "../lines.js";
import { transferred, type TransferStep } from "./transfer-step.js";

/** Takes units off one warehouse, every line or none; they are then on their way to another. */
export function createTransfer(
  view: StockView,
  command: CreateTransfer,
  context: RuleContext,
): Decision<Answers["createTransfer"]> {
  const from = findWarehouse(view, command.from, context);
  const to = findWarehouse(view, command.to, context);
  if (!from || !to) {
    return refuse([
      ...(from ? [] : [warehouseNotFound(command.from, ["fromWarehouseId"])]),
      ...(to ? [] : [warehouseNotFound(command.to, ["toWarehouseId"])]),
    ]);
  }
  const unfit = unfitDestination(from, to);
  if (unfit) return refuse([unfit]);

  const outcomes = sumByVariant(command.lines).map((sum) => leave(view, sum, from));
  const refusals = outcomes.filter((outcome) => "code" in outcome);
  if (refusals.length > 0) return refuse(refusals);
  const steps = outcomes.filter((outcome) => "item" in outcome);
  const transfer: Transfer = {
    id: context.newId(),
    fromWarehouseId: from.id,
    toWarehouseId: to.id,
    status: "IN_TRANSIT",
    lines: steps.map(({ line }) => line),
    createdAt: context.now,
    updatedAt: context.now,
  };
  return transferred(transfer, "IN_TRANSIT", steps, context);
}

function unfitDestination(from: Warehouse, to: Warehouse): Refusal | null {
  const refusal = { code: "INVALID_INPUT", field: ["toWarehouseId"] } as const;
  if (from.id === to.id) return { ...refusal, message: "Must be another warehouse than fromWarehouseId." };
  return to.active ? null : { ...refusal, message: `The warehouse "${to.code}" is not active.` };
}

/** Units that are on hand and not held: what MAIN may owe cannot be sent. */
function leave(view: StockView, sum: Sum<TransferredLine>, from: Warehouse): TransferStep | Refusal {
  const { productVariantId, quantity } = sum;
  const item = view.item(productVariantId);
  const at = (field: string, index = sum.lines[0]?.index) => ["lines", String(index), field];
  if (!item) return itemNotFound(productVariantId, at("productVariantId"));
  const level = levelIn(view, item, from.id);
  const free = Math.max(0, available(level));
  if (quantity > free) {
    return {
      code: "INSUFFICIENT_STOCK",
      field: at("quantity", firstBeyond(sum, free)),
      message: `${quantity} of "${productVariantId}" were to leave "${from.code}", ${free} are free there.`,
      shortage: { productVariantId, requested: quantity, available: free },
    };
  }
  if (item.inTransit + quantity > MAX_QUANTITY) {
    const message = `More than ${MAX_QUANTITY} of "${productVariantId}" would be on their way.`;
    return { code: "INVALID_QUANTITY", field: at("quantity"), message };
  }
  const line: TransferLine = {
    ...{ productVariantId, quantity, received: 0, missing: 0, missingReason: null, returned: 0 },
  };
  return { item, level, line, units: -quantity, missing: 0, missingReason: null, reason: null };
}

function firstBeyond({ lines }: Sum<TransferredLine>, free: number): number | undefined {
  let total = 0;
  return lines.find(({ quantity }) => (total += quantity) > free)?.index;
}
