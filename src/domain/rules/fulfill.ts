import type { Answers, RuleContext, Fulfill } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function fulfill(
  _view: StockView,
  command: Fulfill,
  _context: RuleContext,
): Decision<Answers["fulfill"]> {
  throw new Error(`${command.kind} is not built yet`);
}
