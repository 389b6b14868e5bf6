import type { Answers, RuleContext, SetStock } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function setStock(
  _view: StockView,
  command: SetStock,
  _context: RuleContext,
): Decision<Answers["setStock"]> {
  throw new Error(`${command.kind} is not built yet`);
}
