import { setImmediate as nextTurn } from "node:timers/promises";
import type { FeedEvent } from "../../src/domain/events.js";
import type { StockStatus } from "../../src/domain/model.js";
import type { EventSelection, FeedRange, HistoryPage } from "../../src/ports/event-history.js";
import type { FeedReader } from "../../src/ports/feed-log.js";

/** A feed that stores, reads, forgets, and can be out of reach. */
export class FeedInMemory implements FeedReader {
  readonly events: FeedEvent[] = [];
  away = false;
  /** Takes too long to look through. */
  slow = false;
  /** Reads so far. */
  reads = 0;
  /** Searches for events of items: under way, and how many there were at the same time at most. */
  #searches = 0;
  mostSearches = 0;
  /** How often it was asked where it begins or ends. */
  asked = 0;
  #forgotten = 0;

  /** The next events, one for each variant named. */
  append(...variants: string[]): FeedEvent[] {
    const added = variants.map((variant, index) => statusEvent(this.#head() + index + 1, variant));
    this.events.push(...added);
    return added;
  }

  /** Retention: what stands up to the position is deleted. */
  forget(position: number): void {
    this.#forgotten = position;
  }

  async feedId(): Promise<string> {
    return "feed";
  }

  async head(): Promise<number> {
    this.asked += 1;
    this.#reach();
    return this.#head();
  }

  async after(position: number, limit: number): Promise<FeedEvent[]> {
    this.reads += 1;
    this.#reach();
    return this.events.slice(Math.max(position, this.#forgotten)).slice(0, limit);
  }

  async floor(): Promise<number> {
    this.asked += 1;
    this.#reach();
    return this.#forgotten;
  }

  async page(
    { after, until }: FeedRange,
    { productVariantIds }: Pick<EventSelection, "productVariantIds">,
    { limit, lookAt }: { readonly limit: number; readonly lookAt: number },
  ): Promise<HistoryPage> {
    this.#searches += 1;
    this.mostSearches = Math.max(this.mostSearches, this.#searches);
    await nextTurn();
    this.#searches -= 1;
    this.#reach();
    if (this.slow) throw new Error("canceling statement due to statement timeout");
    const upTo = Math.min(until, after + lookAt);
    const events = this.events
      .slice(Math.max(after, this.#forgotten), upTo)
      .filter(({ aggregateId }) => productVariantIds?.includes(aggregateId) ?? true)
      .slice(0, limit);
    const lookedUpTo = events.length === limit ? (events.at(-1)?.position ?? upTo) : upTo;
    return { events, floor: this.#forgotten, head: this.#head(), lookedUpTo };
  }

  #head(): number {
    return this.events.length;
  }

  #reach(): void {
    if (this.away) throw new Error("The feed is away");
  }
}

function statusEvent(position: number, productVariantId: string): FeedEvent {
  return {
    type: "StockStatusChangedEvent",
    data: {
      productVariantId,
      oldStatus: "OUT_OF_STOCK" satisfies StockStatus,
      newStatus: "IN_STOCK" satisfies StockStatus,
      currentQuantity: position,
      availableQuantity: position,
    },
    eventId: `event-${position}`,
    aggregateType: "InventoryItem",
    aggregateId: productVariantId,
    aggregateVersion: position,
    ordinal: 0,
    occurredAt: 0,
    correlationId: "test",
    causationId: null,
    userId: null,
    traceParent: null,
    position,
  };
}
