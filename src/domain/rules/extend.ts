import type { Answers, RuleContext, Extend } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function extend(
  _view: StockView,
  command: Extend,
  _context: RuleContext,
): Decision<Answers["extend"]> {
  throw new Error(`${command.kind} is not built yet`);
}
