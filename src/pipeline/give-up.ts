import type { StoredFailure } from "../ports/failure-log.js";
import { backoffMs } from "./retry-policy.js";
import { isServed, type Serving } from "./serving.js";
import { identify } from "./tell-refused.js";

/** So often a dead letter is refused by a sink that else works, until the event is parked without one. */
const MOST_COPIES = 5;

/**
 * Parks what was refused too often, once the sink has taken a copy of it as a dead letter.
 * Until then the row itself remembers: it stays RETRYING with its attempts used up.
 */
export function giveUpOn(serving: Serving) {
  const { failures, sink, lease, retry, cursor, logger, observer } = serving;
  const copies = new Map<number, number>();

  /** @returns whether the event may be parked now. */
  async function copy({ event, attempts, lastError }: StoredFailure): Promise<boolean> {
    if (!sink.deadLetter) return true;
    try {
      await sink.deadLetter(event, { attempts, lastError: lastError ?? "" });
      return true;
    } catch (error) {
      const about = { ...identify(event), err: error };
      // The broker may be away for as long as it likes; a copy that it cannot take is another matter.
      const tries = (copies.get(event.position) ?? 0) + (sink.fault() === null ? 1 : 0);
      copies.set(event.position, tries);
      if (tries >= MOST_COPIES) {
        logger.error(about, "no dead letter could be made of an event: it is parked without one");
        return true;
      }
      logger.warn(about, "the dead letter was not taken; it is tried again");
      const delayMs = backoffMs(retry, Math.max(1, tries));
      const refused = [{ position: event.position, reason: lastError ?? "", delayMs, counts: false }];
      if (!(await failures.settle(sink.name, { delivered: [], refused }, lease.epoch))) cursor.lost = true;
      return false;
    }
  }

  return async function giveUp(rows: readonly StoredFailure[], signal: AbortSignal): Promise<void> {
    for (const row of rows) {
      if (!isServed(serving, signal)) return;
      if (!(await copy(row))) continue;
      const { event, attempts, lastError } = row;
      copies.delete(event.position);
      const outcome = await failures.park(sink.name, event.position, lease.epoch);
      if (outcome === "LOST") cursor.lost = true;
      if (outcome !== "PARKED") continue;
      logger.error({ ...identify(event), attempts, reason: lastError }, "an event is parked");
      observer.parked(sink.name, event, lastError ?? "");
    }
  };
}
