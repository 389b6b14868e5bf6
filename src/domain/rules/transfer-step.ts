import type { RuleContext } from "../commands.js";
import { accept, type Decision } from "../decision.js";
import type { EventBody } from "../events.js";
import { changeItem, type ItemChange } from "../item-change.js";
import { onTheWay, type Item, type Level, type Transfer, type TransferLine } from "../model.js";
import { levelEvents } from "./level-events.js";

/** What one step of a transfer does to one of its items. */
export interface TransferStep {
  readonly item: Item;
  /** That the units leave or enter. */
  readonly level: Level;
  /** That enter the level; negative: that leave it. */
  readonly units: number;
  /** Units that are on their way no more, and entered nothing. */
  readonly missing: number;
  readonly missingReason: string | null;
  /** As it became. */
  readonly line: TransferLine;
  /** Of the ledger entry. */
  readonly reason: string | null;
}

type Step = Transfer["status"];

/** The transfer as it became, and its items: what leaves a level is on its way, what enters one is no more. */
export function transferred(
  transfer: Transfer,
  step: Step,
  steps: readonly TransferStep[],
  context: RuleContext,
): Decision<{ transfer: Transfer }> {
  const changes = steps.map((each) => changeOf(transfer, step, each, context));
  return accept(
    { transfer },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      transfers: [transfer],
      entries: changes.flatMap(({ entries }) => entries),
      events: changes.flatMap(({ events }) => events),
    },
  );
}

function changeOf(
  { id, fromWarehouseId, toWarehouseId }: Transfer,
  step: Step,
  { item, level, units, missing, missingReason, line, reason }: TransferStep,
  context: RuleContext,
): ItemChange {
  const movements = units === 0 ? [] : [{ level, quantityDelta: units, reservedDelta: 0 }];
  const kind = units < 0 ? "TRANSFER_OUT" : "TRANSFER_IN";
  const events = (): EventBody[] => [
    ...levelEvents(item, movements, { changeType: "ADJUSTMENT", orderId: null }, context),
    {
      type: "StockTransferredEvent",
      data: {
        ...{ productVariantId: item.productVariantId, transferId: id, fromWarehouseId, toWarehouseId, step },
        quantity: Math.abs(units),
        missingQuantity: missing,
        missingReason,
        outstandingQuantity: onTheWay(line),
      },
    },
  ];
  return changeItem({
    ...{ item, movements, context, events },
    cause: { kind, reason, reference: id },
    attributes: { inTransit: item.inTransit - units - missing },
  });
}
