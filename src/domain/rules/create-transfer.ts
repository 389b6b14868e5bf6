import type { Answers, RuleContext, CreateTransfer } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function createTransfer(
  _view: StockView,
  command: CreateTransfer,
  _context: RuleContext,
): Decision<Answers["createTransfer"]> {
  throw new Error(`${command.kind} is not built yet`);
}
