import type { Answers, RuleContext, CancelTransfer } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function cancelTransfer(
  _view: StockView,
  command: CancelTransfer,
  _context: RuleContext,
): Decision<Answers["cancelTransfer"]> {
  throw new Error(`${command.kind} is not built yet`);
}
