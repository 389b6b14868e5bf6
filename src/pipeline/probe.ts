import { orderingKey, type FeedEvent } from "../domain/events.js";
import type { Serving } from "./serving.js";

/** Enough to meet one that is taken, few enough for consumers to get again and again. */
export const MOST_TRIED = 10;
/** Windows of the feed that are searched for keys. */
const MOST_WINDOWS = 10;

/**
 * What tries a sink that refuses everything: the first waiting event of some keys, so that
 * nothing overtakes; any, so that it is not always those that are to blame themselves.
 */
export async function chooseTrial(serving: Serving): Promise<readonly FeedEvent[]> {
  const { window, batchSize, blocked, suspicion } = serving;
  const firsts = new Map<string, FeedEvent>();
  let after = serving.sent;
  for (let windows = 0; windows < MOST_WINDOWS && firsts.size < batchSize; windows++) {
    const events = await window.after(after, batchSize);
    for (const event of events.filter((each) => suspicion.tells(each))) {
      const key = orderingKey(event);
      if (!blocked.has(key) && !firsts.has(key)) firsts.set(key, event);
    }
    after = events.at(-1)?.position ?? after;
    if (after >= window.head) break;
  }
  return anyOf([...firsts.values()]).sort((a, b) => a.position - b.position);
}

/** Some of them, whichever. */
export function anyOf<T>(all: readonly T[]): T[] {
  const left = [...all];
  const chosen: T[] = [];
  while (chosen.length < MOST_TRIED && left.length > 0) {
    chosen.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  }
  return chosen;
}

/** @returns why the sink is still in trouble; null if it took something. */
export async function probe(
  { sink, suspicion }: Serving,
  sent: readonly FeedEvent[],
): Promise<string | null> {
  const refused = await sink.publish(sent);
  return (refused.length > 0 ? sink.fault() : null) ?? suspicion.heed({ sent, refused });
}
