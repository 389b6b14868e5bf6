import { bulkhead } from "cockatiel";
import type { FeedEvent } from "../../domain/events.js";
import type { EventHistory, FeedRange } from "../../ports/event-history.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { Persistence } from "./persistence.js";
import { RecentEvents } from "./recent-events.js";

const PAGE = 500;
const KEPT_IN_MEMORY = 5_000;
/** Older pages that are kept: those who come again, each after another position, read the same ones. */
const PAGES_KEPT = 20;
/** Who is further behind finds little in the pages that are kept. */
const FAR = PAGES_KEPT * PAGE;
/** Events that the database looks through for one answer: some ten milliseconds. */
const LOOKED_THROUGH = 20_000;
/** Others read pages meanwhile, which they share: thousands may come again together. */
const SEARCHES_AT_ONCE = 2;
/** Pages that are read at the same time: other questions use the same connections. */
const READS_AT_ONCE = 2;

export type StoredHistory = Pick<EventHistory, "page">;

/** Everything up to `to` was looked through in vain; of the same moment, what can be resumed after. */
export interface Leap {
  readonly to: number;
  readonly floor: number;
}

interface StoredOptions {
  readonly feed: FeedReader;
  readonly history: StoredHistory | undefined;
  readonly persist: Persistence;
}

/** The feed as subscribers that are behind read it: the newest part from memory, the rest from the database. */
export class StoredEvents {
  readonly #feed: FeedReader;
  readonly #history: StoredHistory | undefined;
  readonly #persist: Persistence;
  #searches = 0;
  readonly #recent = new RecentEvents(KEPT_IN_MEMORY);
  readonly #reads = bulkhead(READS_AT_ONCE, Infinity);
  /** By the position before them, a multiple of their size; being read, or full: a full one never changes. */
  readonly #pages = new Map<number, Promise<readonly FeedEvent[]>>();

  constructor({ feed, history, persist }: StoredOptions) {
    this.#feed = feed;
    this.#history = history;
    this.#persist = persist;
  }

  /** The node has heard of them. */
  note(events: readonly FeedEvent[]): void {
    this.#recent.push(events);
  }

  /** Whether what comes after the position is known without asking the database. */
  reaches(position: number): boolean {
    return this.#recent.after(position, 1).length > 0;
  }

  /**
   * The next events after a position, which is known to be before the head: tries until
   * there are some, or until they are not `wanted` any more. Never rejects.
   */
  async read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]> {
    const recent = this.#recent.after(position, PAGE);
    if (recent.length > 0) return recent;
    const ask = async () => {
      const page = await this.#page(position - (position % PAGE));
      const events = page.filter((event) => event.position > position);
      return events.length > 0 ? events : undefined;
    };
    return (await this.#persist(ask, wanted)) ?? [];
  }

  /**
   * How far there are no events of these items: for few among many, looking through them in the database costs a
   * tenth of reading them all. undefined: better to read on, as after a search that failed. Never rejects.
   */
  async leap(
    range: FeedRange,
    productVariantIds: readonly string[],
    wanted: () => boolean,
  ): Promise<Leap | undefined> {
    const history = this.#history;
    if (!history || range.until - range.after <= FAR || this.#searches >= SEARCHES_AT_ONCE) return undefined;
    const selection = { types: null, productVariantIds, since: null };
    const look = () => history.page(range, selection, { limit: 1, lookAt: LOOKED_THROUGH });
    let asked = false;
    const once = async () => {
      if (asked) return null;
      asked = true;
      return this.#reads.execute(look);
    };
    this.#searches += 1;
    const page = await this.#persist(once, wanted);
    this.#searches -= 1;
    if (!page) return undefined;
    const [next] = page.events;
    return { to: next ? next.position - 1 : page.lookedUpTo, floor: page.floor };
  }

  #page(begin: number): Promise<readonly FeedEvent[]> {
    const known = this.#pages.get(begin);
    if (known) return known;
    const page = this.#reads.execute(() => this.#feed.after(begin, PAGE));
    this.#pages.set(begin, page);
    const forget = () => this.#pages.get(begin) === page && this.#pages.delete(begin);
    page.then((events) => events.at(-1)?.position === begin + PAGE || forget(), forget);
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size > PAGES_KEPT && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }
}
