import type { Answers, RuleContext, SetStocks } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { countLines } from "./count-lines.js";

/** Many counts: all or none, or, by REJECT_FAILED, those that keep the rules. */
export function setStocks(
  view: StockView,
  { lines, errorPolicy }: SetStocks,
  context: RuleContext,
): Decision<Answers["setStocks"]> {
  const placed = lines.map((line, index) =>
    "refusals" in line ? { refusals: line.refusals } : { line, at: ["lines", String(index)] },
  );
  const { results, changes } = countLines(view, placed, context);
  const refusals = results.flatMap((result) => ("refusals" in result ? result.refusals : []));
  if (errorPolicy === "REJECT_ALL" && refusals.length > 0) return refuse(refusals);
  return accept({ results }, changes);
}
