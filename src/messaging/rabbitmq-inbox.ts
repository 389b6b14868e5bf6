import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { ConsumeMessage } from "amqplib";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import type { InboundHandler, InboundMessage, SourceListener, Verdict } from "../ports/event-source.js";
import { cut, deadLetterId, headersDead, headersLater } from "./inbound-headers.js";
import { deliveriesBefore, sentOn, toInbound } from "./inbound-message.js";
import type { InboundQueues } from "./inbound-names.js";
import { GIVEN_UP_AFTER, isTriedAlone, type Suspects } from "./inbound-suspects.js";
import { collectAcks } from "./rabbitmq-acks.js";
import { sendOn } from "./rabbitmq-send-on.js";
import type { Session } from "./rabbitmq-session.js";

export interface InboxOptions {
  readonly queues: InboundQueues;
  readonly prefetch: number;
  /** Larger ones are dead. */
  readonly maxBytes: number;
  readonly handle: InboundHandler;
  readonly listener: SourceListener;
  readonly suspects: Suspects;
  /** Aborted when the source is to be closed. */
  readonly closing: AbortSignal;
  /** One message at a time: among those to come is one that may have ended the processes that had it. */
  readonly alone: boolean;
  /** Asked for another mode; the session goes, and the next one has it. */
  readonly onMode: (alone: boolean) => void;
  readonly logger: Logger;
}

/** What one session consumes. */
export interface Inbox {
  /** Nothing more is begun; resolves when what is under way has come to its end, or comes again since that took too long. */
  stop(): Promise<void>;
}

/** A broker that takes nothing (memory or disk alarm) answers nothing either. */
const STOP_TIMEOUT_MS = 5_000;

interface UnderWay {
  readonly message: InboundMessage;
  readonly deliveriesBefore: number;
}

export async function openInbox(session: Session, options: InboxOptions): Promise<Inbox> {
  const { queues, handle, listener, suspects, closing, alone, logger } = options;
  const { channel, lost } = session;
  const signal = AbortSignal.any([lost, closing]);
  // Each message that waits listens.
  setMaxListeners(0, signal);
  const underWay = new Map<UnderWay, Promise<void>>();
  // It comes again.
  const giveUp = (error: Error): void => {
    if (!lost.aborted) session.discard(error);
  };
  const acks = collectAcks(channel, giveUp);

  lost.addEventListener("abort", () => suspects.excuse(underWay.keys()), { once: true });
  // Nobody can be told of what the broker has no queue for: another session declares it again.
  channel.on("return", ({ fields }: { fields: { routingKey: string } }) =>
    session.discard(new Error(`RabbitMQ has no queue ${fields.routingKey}`)),
  );
  await channel.prefetch(alone ? 1 : options.prefetch);
  const { consumerTag } = await channel.consume(queues.main, (delivered) => {
    if (delivered === null) return session.discard(new Error(`RabbitMQ ended consuming ${queues.main}`));
    if (signal.aborted) return;
    acks.delivered(delivered);
    const entry = { message: toInbound(delivered), deliveriesBefore: deliveriesBefore(delivered) };
    const ending = work(entry, delivered).finally(() => underWay.delete(entry));
    underWay.set(entry, ending);
  });

  async function work(entry: UnderWay, delivered: ConsumeMessage): Promise<void> {
    const { message } = entry;
    const suspicion = suspects.suspicion(message, entry.deliveriesBefore);
    if (isTriedAlone(suspicion) && !alone) return changeMode(true);
    const verdict = await judge(message, suspicion);
    if (verdict === null || lost.aborted) return;
    try {
      await carryOut(message, verdict);
      if (lost.aborted) return;
      acks.ended(delivered);
      if (!alone || entry.deliveriesBefore > 0) return;
      acks.flush();
      changeMode(false);
    } catch (error) {
      giveUp(error as Error);
    }
  }

  function changeMode(next: boolean): void {
    options.onMode(next);
    const why = next
      ? "A message was delivered again and again without an end: going on with one at a time"
      : "What was delivered without an end is through: going on with many at a time";
    session.discard(new Error(why));
  }

  /** null: it is to come again. */
  async function judge(message: InboundMessage, suspicion: number): Promise<Verdict | null> {
    if (suspicion >= GIVEN_UP_AFTER) {
      return dead(
        `Delivered ${suspicion} times, after each of which the process that had it, or its connection, was lost.`,
      );
    }
    if (message.content.length > options.maxBytes) {
      return dead(`The body has ${message.content.length} bytes, more than ${options.maxBytes}.`);
    }
    try {
      return await handle(message, signal);
    } catch (error) {
      if (signal.aborted) return null;
      logger.error({ err: error }, "A message could not be handled");
      return { kind: "later", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async function carryOut(message: InboundMessage, verdict: Verdict): Promise<void> {
    if (verdict.kind === "done") return;
    const { reason } = verdict;
    const step = verdict.kind === "later" ? queues.retries[message.attempt] : undefined;
    if (step === undefined) return bury(message, verdict.kind, cut(reason));
    listener.postponed?.();
    await putInto(step.name, message, headersLater(message, reason));
  }

  async function bury(message: InboundMessage, kind: Verdict["kind"], why: string): Promise<void> {
    const attempts = message.attempt + 1;
    const reason = kind === "dead" ? why : `Not carried out in ${attempts} deliveries: ${why}`;
    const death = { id: deadLetterId(queues.main, message), reason, attempts, diedAt: Date.now() };
    const headers = headersDead(message, death);
    await putInto(queues.dead, message, headers);
    await listener.died?.({ ...death, message, headers });
  }

  /** Before the message is taken away; a broker that refuses it now is asked again, unless the source is to be closed. */
  async function putInto(
    queue: string,
    { content, properties }: InboundMessage,
    headers: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const pauses = new Backoff({ firstMs: 200, longestMs: 10_000 });
    const sent = { queue, content, options: sentOn(properties, headers) };
    for (;;) {
      try {
        return await sendOn(session, sent);
      } catch (error) {
        signal.throwIfAborted();
        logger.warn({ err: error, queue }, "RabbitMQ did not take a message that is put off or dead");
        await delay(pauses.next(), undefined, { signal });
      }
    }
  }

  return {
    async stop() {
      const late = setTimeout(
        () => session.discard(new Error("RabbitMQ did not answer in time")),
        STOP_TIMEOUT_MS,
      );
      if (!lost.aborted) await channel.cancel(consumerTag).catch(() => undefined);
      await Promise.allSettled(underWay.values());
      acks.flush();
      clearTimeout(late);
    },
  };
}

const dead = (reason: string): Verdict => ({ kind: "dead", reason });
