import type { Logger } from "../lib/logger.js";
import type { EventSink, Refused } from "../ports/event-sink.js";
import { dialectsForQueues, type Dialect } from "./dialects.js";
import type { EventMessage } from "./event-message.js";
import { createEventWriter, type Written } from "./event-writer.js";
import { EXCHANGES } from "./exchanges.js";
import { createQueue, type InMemoryQueue, type WritableQueue } from "./in-memory-queue.js";
import { asDeadLetter, asReplayed } from "./marked-messages.js";
import type { Signer } from "./signer.js";
import { matchesTopic } from "./topic-pattern.js";

export interface BindOptions {
  readonly capacity?: number;
  /** That of the canonical events, when none is named. */
  readonly exchange?: string;
  /** What a replay may call it by. */
  readonly queue?: string;
}

/** The durable sink's twin: topic exchanges whose queues live as long as the process. */
export interface InMemoryBroker extends EventSink {
  /** A queue of its own for each call, bound like one of RabbitMQ's: `inventory.stock.#`. */
  bind(pattern: string, options?: BindOptions): InMemoryQueue;
  /** What no binding matched. */
  readonly unrouted: InMemoryQueue;
  /** Copies of events that were given up on. */
  readonly dead: InMemoryQueue;
}

export interface InMemoryBrokerOptions {
  readonly dialects?: readonly Dialect[];
  readonly signer?: Signer | null;
  readonly logger: Logger;
}

interface Binding {
  readonly exchange: string;
  readonly pattern: string;
  readonly queue: WritableQueue;
}

const NAME = "memory";
const CAPACITY = 10_000;

export function createInMemoryBroker(options: InMemoryBrokerOptions): InMemoryBroker {
  const { dialects = ["canonical"], signer = null, logger } = options;
  const onError = (error: unknown): void => logger.error({ err: error }, "A consumer in memory failed");
  const bindings: Binding[] = [];
  const named = new Map<string, WritableQueue>();
  const unrouted = createQueue(CAPACITY, onError);
  const dead = createQueue(CAPACITY, onError);
  bindings.push({ exchange: EXCHANGES.deadLetters, pattern: "#", queue: dead });
  const write = createEventWriter(signer);
  const forQueues = dialectsForQueues(dialects);
  let open = true;
  let turn: Promise<unknown> = Promise.resolve();

  function queuesFor({ exchange, routingKey }: EventMessage): readonly WritableQueue[] {
    const bound = bindings.filter(
      (each) => each.exchange === exchange && matchesTopic(each.pattern, routingKey),
    );
    return bound.length > 0 ? bound.map(({ queue }) => queue) : [unrouted];
  }

  /** @returns why it was not taken. */
  function put(event: Written): string | null {
    if ("fault" in event) return event.fault;
    for (const message of event.messages) {
      const queue = named.get(message.routingKey);
      if (message.exchange === "" && !queue) return "no queue took it (return)";
      const queues = message.exchange === "" && queue ? [queue] : queuesFor(message);
      for (const each of queues) each.push(copyOf(message));
    }
    return null;
  }

  /** In the order of the calls, however long each is written. */
  function deliver(written: Promise<readonly Written[]>): Promise<readonly Refused[]> {
    const result = turn.then(async () => {
      const all = await written;
      if (!open) throw new Error("The broker in memory is closed");
      return all.flatMap((event, index) => {
        const reason = put(event);
        return reason === null ? [] : [{ index, reason }];
      });
    });
    turn = result.catch(() => undefined);
    return result;
  }

  return {
    name: NAME,
    delivery: "durable",
    publish: (events) => deliver(write(events, dialects)),
    async deadLetter(event, reason) {
      const written = write([event], forQueues).then((all) => asDeadLetter(all, { ...reason, sink: NAME }));
      const [refused] = await deliver(written);
      if (refused) throw new Error(`The dead letter was not taken: ${refused.reason}`);
    },
    replay: (events, to) =>
      deliver(write(events, to.kind === "queue" ? forQueues : dialects).then((all) => asReplayed(all, to))),
    queueDepths: async () => ({ unrouted: unrouted.messages.length, dead: dead.messages.length }),
    fault: () => (open ? null : "closed"),
    async close() {
      open = false;
    },
    bind(pattern, { capacity = CAPACITY, exchange = EXCHANGES.events, queue: name } = {}) {
      const queue = createQueue(capacity, onError);
      bindings.push({ exchange, pattern, queue });
      if (name !== undefined) named.set(name, queue);
      return queue;
    },
    unrouted,
    dead,
  };
}

/** No consumer sees what another does to its message. */
function copyOf(message: EventMessage): EventMessage {
  const { content, ...labels } = message;
  return { ...structuredClone(labels), content: Buffer.from(content) };
}
