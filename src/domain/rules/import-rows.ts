import type { Answers, RuleContext, ImportRows } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function importRows(
  _view: StockView,
  command: ImportRows,
  _context: RuleContext,
): Decision<Answers["importRows"]> {
  throw new Error(`${command.kind} is not built yet`);
}
