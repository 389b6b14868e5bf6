import type { Answers, RuleContext, RenameBin } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function renameBin(
  _view: StockView,
  command: RenameBin,
  _context: RuleContext,
): Decision<Answers["renameBin"]> {
  throw new Error(`${command.kind} is not built yet`);
}
