import type { Answers, CreateBin, RuleContext } from "../commands.js";
import { accept, eventsOf, refuse, type Decision, type StockView } from "../decision.js";
import { binExists } from "./find-bin.js";
import { findWarehouse, warehouseNotFound } from "../find.js";
import { warehouseAggregate } from "./warehouse-events.js";

/** A bin is a part of its warehouse, whose version it raises. */
export function createBin(
  view: StockView,
  command: CreateBin,
  context: RuleContext,
): Decision<Answers["createBin"]> {
  const before = findWarehouse(view, command.warehouse, context);
  if (!before) return refuse([warehouseNotFound(command.warehouse, ["warehouseId"])]);
  const { code } = command;
  if (view.binNamed(before.id, code)) return refuse([binExists(before, code)]);
  const warehouse = { ...before, version: before.version + 1 };
  const bin = { id: context.newId(), warehouseId: warehouse.id, code };
  const data = { warehouseId: warehouse.id, binId: bin.id, binCode: code };
  const created = { type: "WarehouseBinCreatedEvent" as const, data };
  const events = eventsOf(warehouseAggregate(warehouse), [created], context);
  return accept({ warehouse, bin }, { warehouses: [warehouse], bins: [bin], events });
}
