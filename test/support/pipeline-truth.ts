import { expect } from "@jest/globals";
import type { EventType } from "../../src/domain/events.js";
import type { Received } from "./durable-consumer.js";
import type { FeedName, LiveSubscriber } from "./live-subscriber.js";
import { query } from "./services.js";

const LIVE: Readonly<Record<FeedName, readonly EventType[] | null>> = {
  stockLevelChanged: ["StockLevelChangedEvent", "InventoryReservedEvent", "InventoryReleasedEvent"],
  stockStatusChanged: ["StockStatusChangedEvent"],
  inventoryEvents: null,
  // Of orders that are sold or released whole.
  reservationChanged: [
    "AllocationCreatedEvent",
    "AllocationConfirmedEvent",
    "AllocationFulfilledEvent",
    "AllocationCancelledEvent",
  ],
};

/** Everything committed is in the feed, at 1, 2, 3, ... without a hole. @returns how many events there are. */
export async function expectDense(databaseUrl: string): Promise<number> {
  const [counts] = await query<{ events: number }>(
    databaseUrl,
    `SELECT (SELECT count(*)::int FROM outbox) AS waiting, feed_position()::int AS head,
       count(*)::int AS events, count(DISTINCT event_id)::int AS different, min(position)::int AS first, max(position)::int AS last
     FROM feed`,
  );
  const events = counts?.events as number;
  expect(counts).toEqual({ waiting: 0, head: events, events, different: events, first: 1, last: events });
  return events;
}

/** First deliveries, held against the feed. @param excused of which it is known why they came late. */
export async function expectDelivered(
  databaseUrl: string,
  { firsts }: { readonly firsts: readonly Received[] },
  excused: (late: Received) => boolean = () => false,
): Promise<void> {
  const feed = await query<{ event_id: string }>(databaseUrl, "SELECT event_id FROM feed");
  const stored = new Set(feed.map(({ event_id }) => event_id));
  const received = new Set(firsts.map(({ eventId }) => eventId));
  expect({
    lost: [...stored].filter((id) => !received.has(id)),
    neverCommitted: [...received].filter((id) => !stored.has(id)),
    outOfOrder: outOfOrder(firsts).filter(({ late }) => !excused(late)),
  }).toEqual({ lost: [], neverCommitted: [], outOfOrder: [] });
}

/** First deliveries that came after a later event of the same item, or order. */
export function outOfOrder(firsts: readonly Received[]): readonly { before: Received; late: Received }[] {
  const newest = new Map<string, Received>();
  return firsts.flatMap((late) => {
    const before = newest.get(late.aggregate);
    if (before && (before.position > late.position || before.version > late.version))
      return [{ before, late }];
    newest.set(late.aggregate, late);
    return [];
  });
}

/** Every change of its filter, once and in order. */
export async function expectHeard(
  databaseUrl: string,
  subscriber: Pick<LiveSubscriber, "feed" | "ids" | "heard">,
): Promise<void> {
  const stored = await query<{ position: number }>(
    databaseUrl,
    `SELECT position::int FROM feed WHERE ($1::text[] IS NULL OR event_type = ANY($1)) AND ($2::text[] IS NULL OR aggregate_id = ANY($2))
     ORDER BY position`,
    [LIVE[subscriber.feed], subscriber.ids],
  );
  const { heard } = subscriber;
  const [wanted, given] = [new Set(stored.map(({ position }) => position)), new Set(heard)];
  expect({
    missed: [...wanted].filter((position) => !given.has(position)),
    foreign: [...given].filter((position) => !wanted.has(position)),
    twice: heard.length - given.size,
    outOfOrder: heard.filter((position, index) => position < (heard[index - 1] ?? 0)),
  }).toEqual({ missed: [], foreign: [], twice: 0, outOfOrder: [] });
}
