import type { Answers, CreateWarehouse, RuleContext } from "../commands.js";
import { accept, eventsOf, refuse, type Decision, type StockView } from "../decision.js";
import { warehouseAggregate, warehouseAttributes } from "./warehouse-events.js";

export function createWarehouse(
  view: StockView,
  { code, name, priority }: CreateWarehouse,
  context: RuleContext,
): Decision<Answers["createWarehouse"]> {
  if (context.warehouses !== null && !context.warehouses.includes(code)) {
    const message = `The caller is confined to the warehouses ${context.warehouses.join(", ")}.`;
    return refuse([{ code: "INVALID_INPUT", field: ["code"], message }]);
  }
  if (view.warehouse(code)) {
    const message = `A warehouse with the code "${code}" exists already.`;
    return refuse([{ code: "ALREADY_EXISTS", field: ["code"], message }]);
  }
  const warehouse = { id: context.newId(), code, name, priority, active: true, version: 1 };
  const created = { type: "WarehouseCreatedEvent" as const, data: warehouseAttributes(warehouse) };
  const events = eventsOf(warehouseAggregate(warehouse), [created], context);
  return accept({ warehouse }, { warehouses: [warehouse], events });
}
