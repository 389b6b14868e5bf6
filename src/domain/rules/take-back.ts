import type { Answers, RuleContext, TakeBack } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { Overlay } from "../overlay.js";
import type { Refusal } from "../refusal.js";
import { adjust } from "./adjust.js";

/** Books what came back, every line or none. */
export function takeBack(
  view: StockView,
  { orderId, lines }: TakeBack,
  context: RuleContext,
): Decision<Answers["takeBack"]> {
  const overlay = new Overlay(view);
  const refusals = lines.flatMap(({ productVariantId, quantity, warehouse }, index): Refusal[] => {
    const { changes, result } = adjust(
      overlay,
      {
        ...{ kind: "adjust", productVariantId, delta: quantity, changeType: "RETURN", warehouse },
        ...{ reason: null, orderId, expectedVersion: null },
      },
      context,
    );
    if (!result.ok) return result.refusals.map((refusal) => atLine(refusal, index));
    overlay.apply(changes);
    return [];
  });
  if (refusals.length > 0) return refuse(refusals);
  const changes = overlay.changes();
  return accept({ items: changes.items }, changes);
}

/** Where the message has what `adjust` calls `delta`. */
function atLine(refusal: Refusal, index: number): Refusal {
  const field = refusal.field.map((name) => (name === "delta" ? "quantity" : name));
  return { ...refusal, field: ["lines", String(index), ...field] };
}
