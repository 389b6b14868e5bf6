import type { Answers, RuleContext, ReceiveTransfer } from "../commands.js";
import type { Decision, StockView } from "../decision.js";

export function receiveTransfer(
  _view: StockView,
  command: ReceiveTransfer,
  _context: RuleContext,
): Decision<Answers["receiveTransfer"]> {
  throw new Error(`${command.kind} is not built yet`);
}
