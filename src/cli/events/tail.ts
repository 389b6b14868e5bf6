import { setTimeout as delay } from "node:timers/promises";
import { toEnvelope, type FeedEvent } from "../../domain/events.js";
import type { HistoryPage } from "../../ports/event-history.js";
import { MOST_LOOKED_AT, refusePosition } from "../../usecases/read-events.js";
import { print, visible } from "../print.js";
import { heedInterrupts, INTERRUPTED } from "../stock/interrupts.js";
import type { OpenEvents } from "./open-events.js";
import { openSteadily, type Steady } from "./steadily.js";
import { eventTypes } from "./types.js";

export interface TailOptions {
  /** Begin behind this position; null: so many before the newest. */
  readonly after: number | null;
  readonly last: number;
  readonly types: readonly string[] | null;
  /** Go on with what comes. */
  readonly follow: boolean;
  /** End after so many; null: with the newest, or never. */
  readonly limit: number | null;
  readonly json: boolean;
}

const PAGE = 500;
/** How long a new event may wait to be seen. */
const LOOK_EVERY_MS = 250;
const FOR_EVER = { patienceMs: Infinity };

/** `events tail`. @returns the exit code: 0 done, 130 interrupted. @throws Error when it could not go on. */
export async function runTail(options: TailOptions, open: OpenEvents): Promise<number> {
  const types = eventTypes(options.types);
  const { signal, release } = heedInterrupts();
  const steady = await openSteadily(open, { signal, ...(options.follow && FOR_EVER) });
  let seen = options.after;
  try {
    let left = options.limit ?? Infinity;
    for await (const { events, lookedUpTo } of pages(steady, { ...options, types }, signal)) {
      for (const event of events.slice(0, left)) {
        seen = event.position;
        await print(options.json ? JSON.stringify(toEnvelope(event)) : lineOf(event), signal);
      }
      left -= events.length;
      if (left <= 0) return 0;
      if (!signal.aborted) seen = lookedUpTo;
    }
    if (!signal.aborted) return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    release();
    await steady.close();
  }
  if (seen !== null) process.stderr.write(`Stopped: --after ${seen} goes on from here.\n`);
  return INTERRUPTED;
}

type Selected = Omit<TailOptions, "types"> & { readonly types: ReturnType<typeof eventTypes> };

/** Page after page, up to what is the newest now; following, without end. */
async function* pages(
  steady: Steady,
  { after, last, types, follow }: Selected,
  signal: AbortSignal,
): AsyncGenerator<HistoryPage> {
  const bounds = await steady.ask(({ pipeline }) => pipeline.history.bounds());
  if (bounds === null) return;
  const selection = { types, productVariantIds: null, since: null };
  const until = follow ? Number.MAX_SAFE_INTEGER : Math.max(bounds.head, after ?? 0);
  let position = after ?? Math.max(bounds.floor, bounds.head - last);
  while (!signal.aborted) {
    const range = { after: position, until };
    const most = { limit: PAGE, lookAt: MOST_LOOKED_AT };
    const page = await steady.ask(({ pipeline }) => pipeline.history.page(range, selection, most));
    if (page === null) return;
    refusePosition(position, page);
    yield page;
    position = page.lookedUpTo;
    if (position >= until) return;
    if (position < page.head) continue;
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function lineOf(event: FeedEvent): string {
  const { position, timestamp, eventType, aggregateId, data } = toEnvelope(event);
  return [position, timestamp, eventType, visible(aggregateId), visible(JSON.stringify(data))].join("  ");
}
