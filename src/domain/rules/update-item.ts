import type { Answers, RuleContext, UpdateItem } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { changeItem } from "../item-change.js";
import { MAIN_WAREHOUSE_ID, type Item } from "../model.js";
import { checkBackorder, mainLevel, type Backorder } from "../backorder.js";
import { findItem } from "./find-item.js";
import { levelIn } from "../find.js";
import { attributesOf } from "./item-events.js";

const CHANGEABLE = ["sku", "lowStockThreshold", "backorderPolicy", "backorderLimit"] as const;

/** Changes what is given and differs; a new threshold may move the status. */
export function updateItem(
  view: StockView,
  command: UpdateItem,
  context: RuleContext,
): Decision<Answers["updateItem"]> {
  const found = findItem(view, command);
  if ("refusal" in found) return refuse([found.refusal]);
  const { item: before } = found;
  const attributes = {
    sku: command.sku === undefined ? before.sku : command.sku,
    lowStockThreshold: command.lowStockThreshold ?? before.lowStockThreshold,
    ...backorderOf(before, command),
  };
  const main = levelIn(view, before, MAIN_WAREHOUSE_ID);
  const refusal = checkBackorder(attributes, main);
  if (refusal) return refuse([refusal]);
  const changes = CHANGEABLE.filter((name) => attributes[name] !== before[name]);
  if (changes.length === 0) return accept({ item: before }, {});
  const { item, ...rest } = changeItem({
    item: before,
    movements: [],
    attributes,
    levels: [mainLevel(main, attributes)],
    context,
    events: (after) => [
      { type: "InventoryItemUpdatedEvent", data: { ...attributesOf(after), changes: [...changes] } },
    ],
  });
  return accept({ item }, { items: [item], ...rest });
}

/** A limit that is not given stays with the policy it belongs to. */
function backorderOf(item: Item, { backorder }: UpdateItem): Backorder {
  const backorderPolicy = backorder?.policy ?? item.backorderPolicy;
  const own = backorderPolicy === "LIMIT" ? item.backorderLimit : null;
  return { backorderPolicy, backorderLimit: backorder?.limit ?? own };
}
