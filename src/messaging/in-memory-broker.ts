import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import { toMessage, type EventMessage } from "./event-message.js";
import { createQueue, type InMemoryQueue, type WritableQueue } from "./in-memory-queue.js";
import { matchesTopic } from "./topic-pattern.js";

/** The durable sink's twin: a topic exchange whose queues live as long as the process. */
export interface InMemoryBroker extends EventSink {
  /** A queue of its own for each call, bound like one of RabbitMQ's: `inventory.stock.#`. */
  bind(pattern: string, options?: { readonly capacity?: number }): InMemoryQueue;
  /** What no binding matched. */
  readonly unrouted: InMemoryQueue;
}

const CAPACITY = 10_000;

export function createInMemoryBroker({ logger }: { readonly logger: Logger }): InMemoryBroker {
  const onError = (error: unknown): void => logger.error({ err: error }, "A consumer in memory failed");
  const bindings: { pattern: string; queue: WritableQueue }[] = [];
  const unrouted = createQueue(CAPACITY, onError);
  let open = true;

  function route(message: EventMessage): void {
    const bound = bindings.filter(({ pattern }) => matchesTopic(pattern, message.routingKey));
    if (bound.length === 0) unrouted.push(message);
    for (const { queue } of bound) queue.push(structuredClone(message));
  }

  return {
    name: "memory",
    delivery: "durable",
    async publish(events) {
      if (!open) throw new Error("The broker in memory is closed");
      for (const event of events) route(toMessage(event));
      return [];
    },
    fault: () => (open ? null : "closed"),
    async close() {
      open = false;
    },
    bind(pattern, { capacity = CAPACITY } = {}) {
      const queue = createQueue(capacity, onError);
      bindings.push({ pattern, queue });
      return queue;
    },
    unrouted,
  };
}
