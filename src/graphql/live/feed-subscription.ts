import type { FeedEvent } from "../../domain/events.js";
import type { Failure } from "../../domain/failure.js";
import type { EventQueue } from "./event-queue.js";
import { expired, FellBehind } from "./feed-failures.js";

/** What a subscription is fed by. */
export interface Source {
  /** Everything up to it was delivered to whoever is attached. */
  readonly position: number;
  /** Stored events after the position, in order; waits out an outage for as long as it is `wanted`. */
  read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]>;
  attach(subscription: FeedSubscription): void;
  detach(subscription: FeedSubscription): void;
}

/**
 * The matching events after a position, each once and in order: read from the feed until
 * it has caught up with the live ones, and delivered by them from there on.
 *
 * No async generator: one that waits for its next event cannot be returned from.
 */
export class FeedSubscription implements AsyncIterableIterator<FeedEvent> {
  readonly #source: Source;
  readonly #match: (event: FeedEvent) => boolean;
  readonly #queue: EventQueue;
  #seen: number;
  #state: "replaying" | "live" | "ended" = "replaying";
  #error: Failure | null = null;
  #wake: (() => void)[] = [];

  constructor(source: Source, after: number, match: (event: FeedEvent) => boolean, queue: EventQueue) {
    this.#source = source;
    this.#seen = after;
    this.#match = match;
    this.#queue = queue;
    this.#attachIfLevel();
  }

  /** Called by the source, in the order of positions. */
  deliver(event: FeedEvent): void {
    if (event.position <= this.#seen) return;
    if (this.#match(event) && !this.#queue.push(event)) return this.fail(new FellBehind(this.#seen));
    this.#seen = event.position;
    this.#wakeUp();
  }

  async next(): Promise<IteratorResult<FeedEvent, undefined>> {
    for (;;) {
      const event = this.#queue.shift();
      if (event !== undefined) return { value: event, done: false };
      if (this.#state === "ended") return this.#last();
      if (this.#state === "live") await new Promise<void>((resolve) => this.#wake.push(resolve));
      else await this.#replay();
    }
  }

  async return(): Promise<IteratorResult<FeedEvent, undefined>> {
    this.stop();
    return { value: undefined, done: true };
  }

  /** Ends it at once; what it was not given yet is dropped. */
  stop(): void {
    this.#queue.clear();
    this.#error = null;
    this.#end(null);
  }

  /** Ends it, with the error after what is waiting. */
  fail(error: Failure): void {
    this.#end(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #replay(): Promise<void> {
    const events = await this.#source.read(this.#seen, () => this.#state === "replaying");
    if (this.#state !== "replaying") return;
    // What is older than the retention may go while it is being read.
    const first = events[0]?.position ?? this.#seen + 1;
    if (first > this.#seen + 1) return this.fail(expired(first - 1));
    for (const event of events) {
      // One page is less than the queue holds, and the queue is empty.
      if (this.#match(event)) this.#queue.push(event);
      this.#seen = event.position;
    }
    this.#attachIfLevel();
  }

  /** In one step with the comparison: no event can come between. */
  #attachIfLevel(): void {
    if (this.#seen < this.#source.position) return;
    this.#state = "live";
    this.#source.attach(this);
  }

  #end(error: Failure | null): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#error = error;
    this.#source.detach(this);
    this.#wakeUp();
  }

  #last(): IteratorResult<FeedEvent, undefined> {
    const error = this.#error;
    this.#error = null;
    if (error) throw error;
    return { value: undefined, done: true };
  }

  #wakeUp(): void {
    if (this.#wake.length === 0) return;
    const waiting = this.#wake;
    this.#wake = [];
    for (const resolve of waiting) resolve();
  }
}
