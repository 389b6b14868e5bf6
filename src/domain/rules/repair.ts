import type { Answers, RuleContext, Repair } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function repair(
  _view: StockView,
  command: Repair,
  _context: RuleContext,
): Decision<Answers["repair"]> {
  throw new Error(`${command.kind} is not built yet`);
}
