import type { Registry } from "prom-client";
import type { Logger } from "../../lib/logger.js";
import { remembered } from "../../lib/remembered.js";
import { within } from "../../lib/within.js";
import type { EventSink } from "../../ports/event-sink.js";
import { gaugeAtScrape } from "./at-scrape.js";
import type { DeadLetterCount } from "./dead-letter-queues.js";

export type QueueSource = Pick<EventSink, "name" | "queueDepths">;

const PATIENCE_MS = 2_000;

/** Of the queues that nobody consumes; only a process with sinks can tell. @returns what asks for the dead letters. */
export function watchQueues(
  registry: Registry,
  sinks: readonly QueueSource[],
  logger: Logger,
): () => Promise<readonly DeadLetterCount[]> {
  const ask = remembered(1_000, async () => {
    const depths = await Promise.all(sinks.map((sink) => depthsOf(sink, logger)));
    return depths.flatMap((each) => each ?? []);
  });
  gaugeAtScrape(registry, {
    name: "stockfeed_queue_messages",
    help: "Messages that no consumer has bound to (unrouted), and dead letters (dead).",
    labelNames: ["sink", "queue"],
    ask,
    samples: (depths) =>
      depths.flatMap(({ sink, unrouted, dead }) => [
        [sink, "unrouted", unrouted] as const,
        [sink, "dead", dead] as const,
      ]),
  });
  return async () => (await ask()).map(({ sink, dead }) => ({ label: { sink }, dead }));
}

async function depthsOf(sink: QueueSource, logger: Logger) {
  if (!sink.queueDepths) return null;
  try {
    return { sink: sink.name, ...(await within(PATIENCE_MS, sink.queueDepths())) };
  } catch (error) {
    logger.debug({ err: error, sink: sink.name }, "the depths of the sink's queues cannot be told");
    return null;
  }
}
