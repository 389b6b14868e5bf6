import { Counter, Histogram, type Registry } from "prom-client";
import type { Logger } from "../../lib/logger.js";
import { remembered } from "../../lib/remembered.js";
import { within } from "../../lib/within.js";
import type { EventSource } from "../../ports/event-source.js";
import type { InboundObserver, InboundOutcome } from "../../ports/inbound-observer.js";
import { gaugeAtScrape } from "./at-scrape.js";
import type { DeadLetterCount } from "./dead-letter-queues.js";

export type InboundQueueSource = Pick<EventSource, "name" | "depths">;

const OUTCOMES: readonly InboundOutcome[] = ["done", "repeated", "later", "dead"];
const PATIENCE_MS = 2_000;

/** What comes in; empty in a process that does not consume. */
export function inboundInstruments(registry: Registry): InboundObserver & { begin(source: string): void } {
  const common = { labelNames: ["source"] as const, registers: [registry] };
  const messages = new Counter({
    name: "stockfeed_inbound_messages_total",
    help: "Deliveries of messages of other services, by what became of each.",
    labelNames: ["source", "outcome"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "stockfeed_inbound_handling_seconds",
    help: "From when a message was handed over to when it was decided what becomes of it.",
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10, 60],
    ...common,
  });
  const postponed = new Counter({
    name: "stockfeed_inbound_retries_total",
    help: "Messages that were put off, to come again later.",
    ...common,
  });
  const died = new Counter({
    name: "stockfeed_inbound_dead_total",
    help: "Messages that were given up on, and went to the dead letters.",
    ...common,
  });
  const waited = new Counter({
    name: "stockfeed_inbound_waits_total",
    help: "Tries of messages that were waited with, since something of ours was away.",
    ...common,
  });
  const redriven = new Counter({
    name: "stockfeed_inbound_redriven_total",
    help: "Dead letters that operators had sent again.",
    ...common,
  });
  const found = new Counter({
    name: "stockfeed_inbound_found_total",
    help: "Messages that lay with the dead letters without a letter: the broker had given them up, or the database was away.",
    ...common,
  });
  return {
    /** From nothing on, so that the first is seen as an increase. */
    begin(source) {
      for (const outcome of OUTCOMES) messages.inc({ source, outcome }, 0);
      for (const each of [postponed, died, waited, redriven, found]) each.inc({ source }, 0);
    },
    handled(source, outcome, took) {
      messages.inc({ source, outcome });
      seconds.observe({ source }, took);
    },
    postponed: (source) => postponed.inc({ source }),
    died: (source) => died.inc({ source }),
    waited: (source) => waited.inc({ source }),
    redriven: (source, letters) => redriven.inc({ source }, letters),
    found: (source, letters) => found.inc({ source }, letters),
  };
}

/** Of the queues of what comes in; only a process that consumes can tell. @returns what asks for the dead letters. */
export function watchInboundQueues(
  registry: Registry,
  sources: readonly InboundQueueSource[],
  logger: Logger,
): () => Promise<readonly DeadLetterCount[]> {
  const ask = remembered(1_000, async () => {
    const depths = await Promise.all(sources.map((source) => depthsOf(source, logger)));
    return depths.flatMap((each) => each ?? []);
  });
  gaugeAtScrape(registry, {
    name: "stockfeed_inbound_queue_messages",
    help: "Messages of other services: in their queue (waiting), put off (retrying), with the dead letters (dead).",
    labelNames: ["source", "queue"],
    ask,
    samples: (depths) =>
      depths.flatMap(({ source, waiting, retrying, dead }) => [
        [source, "waiting", waiting] as const,
        [source, "retrying", retrying] as const,
        [source, "dead", dead] as const,
      ]),
  });
  return async () => (await ask()).map(({ source, dead }) => ({ label: { source }, dead }));
}

async function depthsOf(source: InboundQueueSource, logger: Logger) {
  try {
    return { source: source.name, ...(await within(PATIENCE_MS, source.depths())) };
  } catch (error) {
    logger.debug({ err: error, source: source.name }, "the depths of the source's queues cannot be told");
    return null;
  }
}
