import { Failure } from "../../domain/failure.js";
import type { FeedEvent } from "../../domain/events.js";
import type { Logger } from "../../lib/logger.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { LiveMessage } from "../../ports/live-feed.js";
import { EventQueue } from "./event-queue.js";
import { expired, unknown } from "./feed-failures.js";
import { FeedFollower } from "./feed-follower.js";
import { FeedSubscription, type Source } from "./feed-subscription.js";
import { createPersistentReader, type PersistentReader } from "./persistent-reader.js";
import type { SubscribeOptions } from "./subscribe-options.js";

interface NodeOptions {
  readonly feed: FeedReader;
  readonly logger: Logger;
  readonly queueLimit: number;
  readonly quietMs: number;
  /** The head when it was opened. */
  readonly start: number;
}

/** What is behind a hub: one follower of the feed, and everybody it delivers to. */
export class LiveNode implements Source {
  readonly #options: NodeOptions;
  readonly #abort = new AbortController();
  readonly #reader: PersistentReader;
  readonly #follower: FeedFollower;
  /** Those that have caught up, and are delivered to. */
  readonly #attached = new Set<FeedSubscription>();
  readonly #all = new Set<FeedSubscription>();
  readonly #watch: NodeJS.Timeout;
  #heardAt = -Infinity;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#reader = createPersistentReader(
      options.feed,
      options.logger,
      this.#abort.signal,
      options.queueLimit,
    );
    const wanted = () => this.#attached.size > 0 && !this.#abort.signal.aborted;
    this.#follower = new FeedFollower({
      start: options.start,
      wanted,
      read: (position) => this.#reader.read(position, wanted),
      deliver: (events) => this.#deliver(events),
      lost: (floor) => {
        for (const subscription of this.#attached) subscription.fail(expired(floor));
      },
    });
    this.#watch = setInterval(() => this.#askWhenQuiet(), options.quietMs).unref();
  }

  get size(): number {
    return this.#all.size;
  }

  get position(): number {
    return this.#follower.position;
  }

  hear(message: LiveMessage): void {
    this.#heardAt = performance.now();
    this.#follower.hear(message);
  }

  async subscribe({ after, match, conflate = false }: SubscribeOptions): Promise<FeedSubscription> {
    const start = await (after === null || after === undefined ? this.#newest() : this.#resumable(after));
    if (this.#abort.signal.aborted) throw new Failure("UNAVAILABLE", "The service is stopping.");
    const queue = new EventQueue(this.#options.queueLimit, conflate);
    const subscription = new FeedSubscription(this, start, match, queue);
    this.#all.add(subscription);
    return subscription;
  }

  read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]> {
    return this.#reader.read(position, wanted);
  }

  attach(subscription: FeedSubscription): void {
    this.#attached.add(subscription);
  }

  detach(subscription: FeedSubscription): void {
    this.#attached.delete(subscription);
    this.#all.delete(subscription);
  }

  stop(): void {
    this.#abort.abort();
    clearInterval(this.#watch);
    for (const subscription of [...this.#all]) subscription.stop();
  }

  #deliver(events: readonly FeedEvent[]): void {
    for (const subscription of this.#attached) {
      for (const event of events) subscription.deliver(event);
    }
  }

  async #newest(): Promise<number> {
    if (this.#isQuiet()) await this.#askForHead();
    return this.#follower.position;
  }

  async #resumable(after: number): Promise<number> {
    const { feed } = this.#options;
    if (after > this.#follower.position && after > (await feed.head())) throw unknown(after);
    const floor = await feed.floor();
    if (after < floor) throw expired(floor);
    return after;
  }

  #isQuiet(): boolean {
    return performance.now() - this.#heardAt > this.#options.quietMs;
  }

  async #askForHead(): Promise<void> {
    this.hear({ kind: "heartbeat", head: await this.#options.feed.head() });
  }

  /** The live feed may be away for long: subscribers are then served from the feed alone. */
  #askWhenQuiet(): void {
    if (this.#attached.size === 0 || !this.#isQuiet()) return;
    this.#askForHead().catch((error: unknown) =>
      this.#options.logger.warn({ err: error }, "The feed's head cannot be read"),
    );
  }
}
