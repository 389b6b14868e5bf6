import type { Answers, RuleContext, DeleteItem } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function deleteItem(
  _view: StockView,
  command: DeleteItem,
  _context: RuleContext,
): Decision<Answers["deleteItem"]> {
  throw new Error(`${command.kind} is not built yet`);
}
