import type { Answers, RuleContext, UpdateWarehouse } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function updateWarehouse(
  _view: StockView,
  command: UpdateWarehouse,
  _context: RuleContext,
): Decision<Answers["updateWarehouse"]> {
  throw new Error(`${command.kind} is not built yet`);
}
