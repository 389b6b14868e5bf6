import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { withoutCredentials } from "../lib/secrets.js";
import { traceParentFrom } from "../lib/trace-parent.js";
import { within } from "../lib/within.js";
import type { DeadLetterLog } from "../ports/dead-letters.js";
import type { DeadMessage, EventSource, InboundMessage, Verdict } from "../ports/event-source.js";
import type { InboundObserver } from "../ports/inbound-observer.js";
import { createDecoder, type InboundEvent } from "./decode.js";
import type { InboundCaller, IntakeDeps } from "./kinds.js";
import { createLanes } from "./lanes.js";
import { letterOf } from "./redrive-dead-message.js";
import { isOutage, judgedBy, type Judged } from "./verdicts.js";

export interface ConsumerOptions {
  readonly source: EventSource;
  readonly deps: IntakeDeps;
  /** null: nobody keeps an account of them. */
  readonly deadLetters: DeadLetterLog | null;
  readonly observer: InboundObserver;
  readonly logger: Logger;
}

/** A log of dead letters that is away holds up no message: the copy in the queue is found later. */
const LOG_PATIENCE_MS = 2_000;

/** Carries out what the source says, each message once, and those of one order or variant in their order. */
export function runConsumer({ source, deps, deadLetters, observer, ...rest }: ConsumerOptions): void {
  const logger = rest.logger.child({ source: source.name });
  const decode = createDecoder();
  const lanes = createLanes();

  async function handle(message: InboundMessage, signal: AbortSignal): Promise<Verdict> {
    const began = performance.now();
    const { outcome, verdict } = await judge(message, signal);
    observer.handled(source.name, outcome, (performance.now() - began) / 1_000);
    return verdict;
  }

  async function judge(message: InboundMessage, signal: AbortSignal): Promise<Judged> {
    const decoded = decode(message);
    if (!decoded.ok) return { outcome: "dead", verdict: { kind: "dead", reason: decoded.reason } };
    const { event } = decoded;
    try {
      return await lanes.run(event.lane, () => carryOut(event, message, signal));
    } catch (error) {
      if (signal.aborted) throw error;
      // A fault of ours, which may be mended when it comes again.
      logger.error({ err: error, eventId: event.eventId }, "a message could not be carried out");
      return { outcome: "later", verdict: { kind: "later", reason: withoutCredentials(String(error)) } };
    }
  }

  async function carryOut(
    event: InboundEvent,
    message: InboundMessage,
    signal: AbortSignal,
  ): Promise<Judged> {
    const { kind, payload } = event;
    const caller = callerOf(source.name, event, message);
    const pauses = new Backoff({ firstMs: 100, longestMs: 5_000 });
    for (;;) {
      signal.throwIfAborted();
      try {
        return judgedBy(await kind.carryOut(deps, payload, caller));
      } catch (error) {
        if (!isOutage(error)) throw error;
        observer.waited(source.name);
        logger.debug({ err: error, eventId: event.eventId }, "a message has to wait");
        await delay(pauses.next(), undefined, { signal });
      }
    }
  }

  async function died({ message, headers, reason, diedAt }: DeadMessage): Promise<void> {
    observer.died(source.name);
    const copy = { ...message, properties: { ...message.properties, headers } };
    const letter = { ...letterOf(source.name, copy), diedAt };
    const { id, eventId, eventType, correlationId, attempts } = letter;
    logger.warn({ id, eventId, eventType, correlationId, attempts, reason }, "a message is dead");
    try {
      if (deadLetters) await within(LOG_PATIENCE_MS, deadLetters.add(letter));
    } catch (error) {
      logger.warn({ err: error, id }, "a dead letter is not noted yet");
    }
  }

  source.consume(handle, { died, postponed: () => observer.postponed(source.name) });
}

/** The other service, on the occasion of one message. */
function callerOf(source: string, event: InboundEvent, { properties }: InboundMessage): InboundCaller {
  const { eventId, correlationId, userId, saidAt } = event;
  return {
    ...{ subject: `service:${source}`, right: "consumer", address: null, deadline: null },
    ...{ correlationId, causationId: eventId, userId },
    traceParent: traceParentFrom(properties.headers["traceparent"]),
    ...{ warehouses: null, mayAdjust: true },
    inbox: { source, eventId },
    saidAt,
  };
}
