import type { RuleContext } from "../commands.js";
import type { BatchState } from "../batch-state.js";
import { NO_CHANGES } from "../decision.js";
import type { Instant, Item } from "../model.js";
import { releaseLines, withReleased } from "./release-lines.js";

/**
 * Books the expired holds of one locked item, one reservation after the other, and notes
 * when the next one expires. Whoever locks an item calls this first, so expiry is exact.
 */
export function expireHolds(
  state: BatchState,
  id: string,
  following: Instant | null,
  context: RuleContext,
): void {
  for (const reservation of state.expired(id)) {
    const item = state.item(id) as Item;
    const cause = { kind: "EXPIRY", reason: "RESERVATION_EXPIRED" } as const;
    const { item: changed, ...rest } = releaseLines(state, item, [reservation], cause, context);
    const status = reservation.status === "ACTIVE" ? "EXPIRED" : reservation.status;
    state.apply({
      ...NO_CHANGES,
      ...rest,
      items: [changed],
      reservations: [withReleased(reservation, new Set([id]), status, context)],
    });
  }
  const item = state.item(id) as Item;
  state.apply({ ...NO_CHANGES, items: [{ ...item, nextExpiry: following }] });
}
