import type { Answers, RuleContext, SetStocks } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function setStocks(
  _view: StockView,
  command: SetStocks,
  _context: RuleContext,
): Decision<Answers["setStocks"]> {
  throw new Error(`${command.kind} is not built yet`);
}
