import { orderingKey, type FeedEvent } from "../domain/events.js";
import type { SetAside } from "../ports/failure-log.js";
import type { Landed } from "./flights.js";

export interface Judged {
  readonly delivered: readonly FeedEvent[];
  /** Of what was sent. */
  readonly undelivered: readonly SetAside[];
  /** These, and what was not sent, in order of the feed. */
  readonly rows: readonly SetAside[];
}

/**
 * Of each key the first refused event is to be tried again, and everything behind it is
 * held, also what was confirmed: it is delivered again behind it.
 *
 * @param pauseMs until the first retry.
 */
export function judge({ sent, aside, refused }: Landed, pauseMs: () => number): Judged {
  const held = aside.map((event): SetAside => ({ event, key: orderingKey(event), refused: null }));
  if (refused.length === 0) return { delivered: sent, undelivered: [], rows: held };
  const reasons = new Map(refused.map(({ index, reason }) => [index, reason]));
  const broken = new Set<string>();
  const delivered: FeedEvent[] = [];
  const undelivered: SetAside[] = [];
  for (const [index, event] of sent.entries()) {
    const key = orderingKey(event);
    const reason = reasons.get(index);
    if (broken.has(key)) undelivered.push({ event, key, refused: null });
    else if (reason === undefined) delivered.push(event);
    else {
      broken.add(key);
      undelivered.push({ event, key, refused: { reason, delayMs: pauseMs() } });
    }
  }
  const rows = [...held, ...undelivered].sort((a, b) => a.event.position - b.event.position);
  return { delivered, undelivered, rows };
}
