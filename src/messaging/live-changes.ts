import type { AvailabilityCache } from "../ports/availability-cache.js";
import type { LiveFeed, LiveMessage } from "../ports/live-feed.js";

type Told = Pick<AvailabilityCache, "changed" | "missed">;

/**
 * Tells a node's cache what the live feed says has changed, and, by the feed's positions, when it may have said
 * something that was not heard.
 *
 * @returns an unsubscriber.
 */
export function followChanges(live: LiveFeed, feedId: string, cache: Told): Promise<() => Promise<void>> {
  /** Nothing was heard yet: what was said before the first message is not known. */
  let position = -1;

  function advance(to: number, adjoins: boolean): void {
    if (to <= position) return;
    if (!adjoins) cache.missed();
    position = to;
  }

  return live.subscribe(feedId, (message: LiveMessage) => {
    if (message.kind === "heartbeat") return advance(message.head, false);
    const versions = new Map<string, number>();
    for (const event of message.events) {
      advance(event.position, event.position === position + 1);
      if (event.aggregateType !== "InventoryItem") continue;
      versions.set(event.aggregateId, Math.max(event.aggregateVersion, versions.get(event.aggregateId) ?? 0));
    }
    cache.changed(versions, false);
  });
}
