import type { Answers, AssignBin, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { EventBody } from "../events.js";
import { changeItem } from "../item-change.js";
import type { Bin, Item } from "../model.js";
import { binNotFound, findBin } from "./find-bin.js";
import { itemNotFound, levelIn } from "../find.js";
import { attributesOf } from "./item-events.js";

/**
 * Says where an item lies, or no longer does. Its first bin of a warehouse brings an empty
 * level there, under which the bin is seen.
 */
export function assignBin(
  view: StockView,
  { productVariantId, binId, assigned }: AssignBin,
  context: RuleContext,
): Decision<Answers["assignBin"]> {
  const before = view.item(productVariantId);
  const found = findBin(view, binId, context);
  if (!before) return refuse([itemNotFound(productVariantId, ["productVariantId"])]);
  if (!found) return refuse([binNotFound(binId)]);
  const { bin } = found;
  const assignment = { binId: bin.id, productVariantId };
  if (view.isAssigned(assignment) === assigned) return accept({ item: before, bin }, {});
  const level = levelIn(view, before, bin.warehouseId);
  const { item, ...rest } = changeItem({
    item: before,
    movements: [],
    levels: assigned ? [level] : [],
    context,
    events: (after) => [assigned ? assignedTo(after, bin) : removedFromBin(after)],
  });
  return accept({ item, bin }, { items: [item], assignments: [{ ...assignment, assigned }], ...rest });
}

function assignedTo({ productVariantId }: Item, { id, warehouseId, code }: Bin): EventBody {
  return {
    type: "ItemAssignedToLocationEvent",
    data: { productVariantId, warehouseId, binId: id, binCode: code },
  };
}

function removedFromBin(item: Item): EventBody {
  return { type: "InventoryItemUpdatedEvent", data: { ...attributesOf(item), changes: ["bins"] } };
}
