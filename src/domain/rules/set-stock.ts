import type { Answers, RuleContext, SetStock } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { countLines } from "./count-lines.js";

/** Sets what is on hand of one item in one warehouse to what was counted. */
export function setStock(
  view: StockView,
  { line }: SetStock,
  context: RuleContext,
): Decision<Answers["setStock"]> {
  const { results, changes } = countLines(view, [{ line, at: [] }], context);
  const [result] = results as [(typeof results)[number]];
  return "refusals" in result ? refuse(result.refusals) : accept(result, changes);
}
