import type { EventType, FeedEvent } from "../domain/events.js";
import type { Logger } from "../lib/logger.js";
import type { EventHistory } from "../ports/event-history.js";
import type { EventHandler, HandlerObserver } from "../ports/event-publisher.js";
import { HandlerLoop, type HandlerLoopOptions } from "./handler-loop.js";

export interface EventHandlersOptions {
  readonly history: EventHistory;
  readonly retry: HandlerLoopOptions["retry"];
  readonly pollIntervalMs: number;
  readonly observer: HandlerObserver;
  readonly logger: Logger;
}

/** The handlers of this process, each with a place of its own in the feed: none waits for another. */
export class EventHandlers {
  readonly #options: EventHandlersOptions;
  readonly #loops = new Set<HandlerLoop>();

  constructor(options: EventHandlersOptions) {
    this.#options = options;
  }

  async add<Type extends EventType>(type: Type, handler: EventHandler<Type>): Promise<() => Promise<void>> {
    const { head } = await this.#options.history.bounds();
    const handle = handler as (event: FeedEvent) => void | Promise<void>;
    const loop = new HandlerLoop({ ...this.#options, type, handle, start: head });
    this.#loops.add(loop);
    return async () => {
      this.#loops.delete(loop);
      await loop.stop();
    };
  }

  /** There may be new events. */
  wake(): void {
    for (const loop of this.#loops) loop.wake();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#loops].map((loop) => loop.stop()));
  }
}
