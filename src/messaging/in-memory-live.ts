import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import type { LiveFeed, LiveMessage } from "../ports/live-feed.js";
import { createLiveListeners, type LiveListener } from "./live-listeners.js";

/** The live sink and the feed that hears it, within one process. */
export interface InMemoryLive {
  readonly sink: EventSink;
  readonly feed: LiveFeed;
}

export interface InMemoryLiveOptions {
  readonly feedId: string;
  readonly logger: Logger;
}

export function createInMemoryLive({ feedId, logger }: InMemoryLiveOptions): InMemoryLive {
  const listeners = createLiveListeners(logger);
  let sinkOpen = true;
  let feedOpen = true;

  function send(message: LiveMessage): void {
    if (!sinkOpen) throw new Error("The live sink in memory is closed");
    if (feedOpen) listeners.deliver(feedId, message);
  }

  const sink: EventSink = {
    name: "live",
    delivery: "live",
    async publish(events) {
      if (events.length > 0) send({ kind: "events", events });
      return [];
    },
    async heartbeat(head) {
      send({ kind: "heartbeat", head });
    },
    fault: () => (sinkOpen ? null : "closed"),
    async close() {
      sinkOpen = false;
    },
  };

  const feed: LiveFeed = {
    async subscribe(wanted, listener) {
      // A function of our own, so that one listener may subscribe twice.
      const own: LiveListener = (message) => listener(message);
      listeners.add(wanted, own);
      return async () => void listeners.remove(wanted, own);
    },
    fault: () => (feedOpen ? null : "closed"),
    async close() {
      feedOpen = false;
    },
  };

  return { sink, feed };
}
