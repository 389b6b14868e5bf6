import { EMPTY, type Draft } from "./draft.js";
import type { Replay } from "./use-replays.js";

/** The form for what a replay has not sent. */
export function draftAfter(replay: Replay): Draft {
  const { queue, position, untilPosition, types, productVariantIds, eventsPerSecond } = replay;
  return {
    ...EMPTY,
    queue,
    from: "POSITION",
    afterPosition: position,
    untilPosition,
    types: types ?? [],
    variants: productVariantIds?.join(", ") ?? "",
    pace: String(eventsPerSecond),
  };
}
