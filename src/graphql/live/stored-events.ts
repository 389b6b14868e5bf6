import { bulkhead } from "cockatiel";
import type { FeedEvent } from "../../domain/events.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { Persistence } from "./persistence.js";
import { RecentEvents } from "./recent-events.js";

const PAGE = 500;
const KEPT_IN_MEMORY = 5_000;
/** Older pages that are kept: those who come again, each after another position, read the same ones. */
const PAGES_KEPT = 20;
/** Pages that are read at the same time: other questions use the same connections. */
const READS_AT_ONCE = 2;

/** The feed as subscribers that are behind read it: the newest part from memory, the rest from the database. */
export class StoredEvents {
  readonly #feed: FeedReader;
  readonly #persist: Persistence;
  readonly #recent = new RecentEvents(KEPT_IN_MEMORY);
  readonly #reads = bulkhead(READS_AT_ONCE, Infinity);
  /** By the position before them, a multiple of their size; being read, or full: a full one never changes. */
  readonly #pages = new Map<number, Promise<readonly FeedEvent[]>>();

  constructor(feed: FeedReader, persist: Persistence) {
    this.#feed = feed;
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
