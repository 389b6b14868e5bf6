import type { Replay } from "../../ports/replays.js";
import { visible } from "../print.js";

export function objectOfReplay(replay: Replay) {
  const { id, destination, throughExchange, state, total, sent, afterPosition, untilPosition } = replay;
  const { position, lastError, requestedBy, createdAt } = replay;
  return {
    ...{ replayId: id, queue: destination, throughExchange, state, count: total, sent },
    ...{ afterPosition, untilPosition, position, lastError, requestedBy },
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** In one line. */
export function describeReplay(replay: Replay): string {
  const { id, destination, state, total, sent, position, lastError } = replay;
  const why = lastError === null || state === "DONE" ? "" : ` Last error: ${lastError}`;
  return visible(
    `${id}  ${state}  ${sent} of ${total} events to ${destination}, up to position ${position}.${why}`,
  );
}
