import type { Answers, RuleContext, CreateBin } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function createBin(
  _view: StockView,
  command: CreateBin,
  _context: RuleContext,
): Decision<Answers["createBin"]> {
  throw new Error(`${command.kind} is not built yet`);
}
