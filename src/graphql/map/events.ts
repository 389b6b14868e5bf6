import { toEnvelope, type FeedEvent } from "../../domain/events.js";
import type * as ports from "../../ports/failed-events.js";
import type { Replay as ReplayRow } from "../../ports/replays.js";
import type { CursorCodec } from "../connection.js";
import type { FailedEvent } from "../types/failed-event.js";
import type { InventoryEvent } from "../types/inventory-event.js";
import type { Replay } from "../types/replay.js";

export function toInventoryEvent(event: FeedEvent): InventoryEvent {
  const { timestamp: _, sourceService: __, ...envelope } = toEnvelope(event);
  return {
    ...envelope,
    position: event.position,
    occurredAt: new Date(event.occurredAt),
  } satisfies InventoryEvent;
}

export function toFailedEvent(failed: ports.FailedEvent): FailedEvent {
  const { sink, event, attempts, lastError, parkedAt, heldBehind } = failed;
  return {
    ...{ sink, event: toInventoryEvent(event), attempts, lastError },
    ...{ parkedAt: new Date(parkedAt), heldBehind },
  } satisfies FailedEvent;
}

/** The latest parked first. */
export const FAILED_CURSOR: CursorCodec<ports.FailedEvent, ports.FailedEventKey> = {
  kind: "failed",
  toKey: ({ numbers: [parkedAt = 0, position = 0], id }) => ({ parkedAt, position, sink: id }),
  keyOf: ({ parkedAt, event, sink }) => ({ numbers: [parkedAt, event.position], id: sink }),
};

export function toReplay(row: ReplayRow): Replay {
  const { destination, since, types, productVariantIds, createdAt, updatedAt, ...same } = row;
  return {
    ...same,
    queue: destination,
    since: since === null ? null : new Date(since),
    types: types && [...types],
    productVariantIds: productVariantIds && [...productVariantIds],
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  } satisfies Replay;
}

/** Newest first: their ids rise with time. */
export const REPLAY_CURSOR: CursorCodec<ReplayRow, string> = {
  kind: "replay",
  toKey: ({ id }) => id,
  keyOf: ({ id }) => ({ numbers: [], id }),
};
