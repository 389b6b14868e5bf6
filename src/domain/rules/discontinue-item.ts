import type { Answers, DiscontinueItem, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { EventBody } from "../events.js";
import { changeItem } from "../item-change.js";
import type { Item } from "../model.js";
import { findItem } from "./find-item.js";
import { attributesOf, deactivated } from "./item-events.js";

/** Takes an item out of sale or back into it. What is held of it can still be fulfilled or released. */
export function discontinueItem(
  view: StockView,
  command: DiscontinueItem,
  context: RuleContext,
): Decision<Answers["discontinueItem"]> {
  const found = findItem(view, command);
  if ("refusal" in found) return refuse([found.refusal]);
  const { item: before } = found;
  const { discontinued } = command;
  if (discontinued === (before.status === "DISCONTINUED")) return accept({ item: before }, {});
  const { item, ...rest } = changeItem({
    item: before,
    movements: [],
    attributes: { discontinued },
    context,
    events: (after) => [discontinued ? deactivated(after, "DISCONTINUED") : reactivated(after)],
  });
  return accept({ item }, { items: [item], ...rest });
}

function reactivated(item: Item): EventBody {
  return { type: "InventoryItemUpdatedEvent", data: { ...attributesOf(item), changes: ["status"] } };
}
