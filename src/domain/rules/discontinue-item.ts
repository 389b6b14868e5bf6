import type { Answers, RuleContext, DiscontinueItem } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function discontinueItem(
  _view: StockView,
  command: DiscontinueItem,
  _context: RuleContext,
): Decision<Answers["discontinueItem"]> {
  throw new Error(`${command.kind} is not built yet`);
}
