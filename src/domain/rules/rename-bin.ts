import type { Answers, RenameBin, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { binExists, binNotFound, findBin } from "./find-bin.js";
import { warehouseUpdated } from "./warehouse-events.js";

export function renameBin(
  view: StockView,
  { binId, code }: RenameBin,
  context: RuleContext,
): Decision<Answers["renameBin"]> {
  const found = findBin(view, binId, context);
  if (!found) return refuse([binNotFound(binId)]);
  const { bin: before, warehouse: owner } = found;
  if (before.code === code) return accept({ warehouse: owner, bin: before }, {});
  if (view.binNamed(owner.id, code)) return refuse([binExists(owner, code)]);
  const bin = { ...before, code };
  const warehouse = { ...owner, version: owner.version + 1 };
  const events = warehouseUpdated(warehouse, ["bins"], context);
  return accept({ warehouse, bin }, { warehouses: [warehouse], bins: [bin], events });
}
