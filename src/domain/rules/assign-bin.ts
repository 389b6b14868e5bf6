import type { Answers, RuleContext, AssignBin } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function assignBin(
  _view: StockView,
  command: AssignBin,
  _context: RuleContext,
): Decision<Answers["assignBin"]> {
  throw new Error(`${command.kind} is not built yet`);
}
