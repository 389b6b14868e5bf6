import type { EventType, FeedEvent } from "../domain/events.js";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import type { EventHistory, HistoryPage } from "../ports/event-history.js";
import type { HandlerObserver } from "../ports/event-publisher.js";

export interface HandlerLoopOptions {
  readonly type: EventType;
  readonly handle: (event: FeedEvent) => void | Promise<void>;
  /** After which position it begins. */
  readonly start: number;
  readonly history: EventHistory;
  readonly retry: { readonly attempts: number; readonly firstMs: number; readonly longestMs: number };
  readonly pollIntervalMs: number;
  readonly observer: HandlerObserver;
  readonly logger: Logger;
}

const PAGE = { limit: 100, lookAt: 10_000 };

/** Calls one handler with one event after the other, from the stored feed. */
export class HandlerLoop {
  readonly #options: HandlerLoopOptions;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #woken = new Nudge();
  readonly #pause = new Nudge();
  readonly #running: Promise<void>;
  #position: number;

  constructor(options: HandlerLoopOptions) {
    this.#options = options;
    this.#logger = options.logger.child({ handlerOf: options.type });
    this.#position = options.start;
    this.#running = this.#run();
  }

  wake(): void {
    this.#woken.signal();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const outage = new Backoff({ firstMs: 50, longestMs: 5_000 });
    while (!signal.aborted) {
      try {
        const page = await this.#next();
        outage.reset();
        for (const event of page.events) {
          if (!(await this.#deliver(event))) return;
          this.#position = event.position;
        }
        this.#position = page.lookedUpTo;
        if (page.lookedUpTo >= page.head) await this.#woken.wait(this.#options.pollIntervalMs, signal);
      } catch (error) {
        this.#logger.warn({ err: error }, "the feed cannot be read for a handler; it is tried again");
        await this.#pause.wait(outage.next(), signal);
      }
    }
  }

  async #next(): Promise<HistoryPage> {
    const { history, type } = this.#options;
    const range = { after: this.#position, until: Number.MAX_SAFE_INTEGER };
    const page = await history.page(range, { types: [type], productVariantIds: null, since: null }, PAGE);
    if (page.floor > this.#position) {
      const missed = { after: this.#position, until: page.floor };
      this.#logger.error(missed, "a handler was slower than the feed is kept: it misses what is gone");
    }
    return page;
  }

  /** @returns false when it was stopped before the handler took it. */
  async #deliver(event: FeedEvent): Promise<boolean> {
    const { handle, retry, observer } = this.#options;
    const { signal } = this.#stopping;
    const pauses = new Backoff(retry);
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await handle(event);
        return true;
      } catch (error) {
        const { position, eventId } = event;
        this.#logger.warn({ err: error, position, eventId, attempt }, "a handler failed with an event");
        if (attempt >= retry.attempts) {
          observer.gaveUp(event, error);
          return true;
        }
        await this.#pause.wait(pauses.next(), signal);
      }
    }
    return false;
  }
}
