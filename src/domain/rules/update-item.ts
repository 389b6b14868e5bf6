import type { Answers, RuleContext, UpdateItem } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function updateItem(
  _view: StockView,
  command: UpdateItem,
  _context: RuleContext,
): Decision<Answers["updateItem"]> {
  throw new Error(`${command.kind} is not built yet`);
}
