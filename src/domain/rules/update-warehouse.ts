import type { Answers, RuleContext, UpdateWarehouse } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { findWarehouse, warehouseNotFound } from "../find.js";
import { warehouseUpdated } from "./warehouse-events.js";

const CHANGEABLE = ["name", "priority", "active"] as const;

/**
 * Changes what is given and differs. An inactive warehouse keeps its stock and holds, and
 * can be counted and emptied, but nothing new is drawn from it; that holds for MAIN too.
 */
export function updateWarehouse(
  view: StockView,
  command: UpdateWarehouse,
  context: RuleContext,
): Decision<Answers["updateWarehouse"]> {
  const before = findWarehouse(view, command.warehouse, context);
  if (!before) return refuse([warehouseNotFound(command.warehouse, ["warehouseId"])]);
  const { name = before.name, priority = before.priority, active = before.active } = command;
  const warehouse = { ...before, name, priority, active, version: before.version + 1 };
  const changes = CHANGEABLE.filter((field) => warehouse[field] !== before[field]);
  if (changes.length === 0) return accept({ warehouse: before }, {});
  return accept(
    { warehouse },
    { warehouses: [warehouse], events: warehouseUpdated(warehouse, changes, context) },
  );
}
