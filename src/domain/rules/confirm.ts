import type { Answers, RuleContext, Confirm } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function confirm(
  _view: StockView,
  command: Confirm,
  _context: RuleContext,
): Decision<Answers["confirm"]> {
  throw new Error(`${command.kind} is not built yet`);
}
