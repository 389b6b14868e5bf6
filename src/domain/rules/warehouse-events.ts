import type { RuleContext } from "../commands.js";
import { eventsOf, type Aggregate } from "../decision.js";
import type { DomainEvent, WarehouseCreated } from "../events.js";
import type { Warehouse } from "../model.js";

/** @param changes Names of what changed. */
export function warehouseUpdated(
  warehouse: Warehouse,
  changes: readonly string[],
  context: RuleContext,
): DomainEvent[] {
  const data = { ...warehouseAttributes(warehouse), changes };
  return eventsOf(warehouseAggregate(warehouse), [{ type: "WarehouseUpdatedEvent", data }], context);
}

export function warehouseAttributes(warehouse: Warehouse): WarehouseCreated["data"] {
  const { id: warehouseId, code, name, priority, active } = warehouse;
  return { warehouseId, code, name, priority, active };
}

export function warehouseAggregate({ id, version }: Warehouse): Aggregate {
  return { aggregateType: "Warehouse", aggregateId: id, aggregateVersion: version };
}
