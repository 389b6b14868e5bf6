import type { RuleContext } from "../commands.js";
import type { BatchState } from "../batch-state.js";
import { NO_CHANGES } from "../decision.js";
import type { Instant, Item, Reservation } from "../model.js";
import { allocationCancelled } from "./allocation.js";
import { everythingOf } from "./holds.js";
import { releaseLines } from "./release-lines.js";
import { afterTaking, unitsByItem, type Units } from "./settle-takings.js";

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
  for (const reservation of state.expired(id)) expire(state, id, reservation, context);
  // A deleted item holds nothing, but may have been waiting for a hold that ended otherwise.
  const item = (state.item(id) ?? state.deletedItem(id)) as Item;
  state.apply({ ...NO_CHANGES, items: [{ ...item, nextExpiry: following }] });
}

/** Its other items may be booked by other batches: it is over at once, its order is told by the last. */
function expire(state: BatchState, id: string, reservation: Reservation, context: RuleContext): void {
  const reason = "RESERVATION_EXPIRED";
  const item = state.item(id) as Item;
  const taking = everythingOf(reservation, id);
  const units = unitsByItem([taking]).get(id) as Units;
  const released = { item, units, reservations: [reservation], kind: "EXPIRY", reason } as const;
  const { item: changed, events, ...rest } = releaseLines(state, released, context);
  const after = { ...afterTaking(taking, "released", "EXPIRED", context), status: "EXPIRED" as const };
  state.apply({
    ...NO_CHANGES,
    ...rest,
    items: [changed],
    reservations: [after],
    events: [...events, ...allocationCancelled([after], reason, context)],
  });
}
