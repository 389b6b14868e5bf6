import { once } from "node:events";
import type { Message } from "amqplib";
import type { Refused } from "../ports/event-sink.js";
import type { EventMessage } from "./event-message.js";
import type { Written } from "./event-writer.js";
import { awaitConfirms, type ConfirmFrame } from "./rabbitmq-confirms.js";
import type { Session } from "./rabbitmq-session.js";

export interface Batch {
  readonly session: Session;
  readonly exchangePrefix: string;
  /** Of each event; what is refused is told by its index. */
  readonly written: readonly Written[];
  /** The longest the broker may confirm nothing at all while something is outstanding. */
  readonly confirmTimeoutMs: number;
  /** Called when all has been handed over, and nothing has come back: the next batch may follow. */
  readonly onSent: () => void;
}

export interface Outcome {
  readonly refused: readonly Refused[];
  /** Those of them that came back: not even the alternate exchange led to a queue. */
  readonly returned: ReadonlySet<number>;
}

/**
 * Publishes in order, every confirm outstanding at once; an event is delivered with the last
 * of its messages. A session's batches are handed over one after the other, but may wait for
 * their confirms at the same time. Rejects when the session is lost, which the timeout brings
 * about as well, unless the broker has said that it takes nothing for now.
 */
export async function publishBatch(batch: Batch): Promise<Outcome> {
  const { session, exchangePrefix, written, confirmTimeoutMs, onSent } = batch;
  const { channel, lost } = session;
  lost.throwIfAborted();
  const confirms = awaitConfirms(session.sent + 1);
  const returned = new Set<number>();
  const over = new AbortController();
  const onLost = (): void => over.abort(lost.reason);
  let allSent = false;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));

  function giveUp(): void {
    const timeout = new Error(`RabbitMQ confirmed nothing for ${confirmTimeoutMs} ms`);
    if (!session.blocked()) return session.discard(timeout);
    // Another connection would only pile up more in front of it.
    session.stalls += 1;
    over.abort(timeout);
  }
  const silence = setTimeout(giveUp, confirmTimeoutMs);

  function progress(): void {
    silence.refresh();
    if (allSent && confirms.outstanding() === 0) finish();
  }
  const onAck = (frame: ConfirmFrame): void => (confirms.confirm(frame), progress());
  const onNack = (frame: ConfirmFrame): void => (confirms.reject(frame), progress());
  // The broker sends a return before the confirm, which comes all the same and means nothing.
  function onReturn(message: Message): void {
    const index = indexOf(message, exchangePrefix, written);
    if (index < 0) return;
    returned.add(index);
    confirms.refuse(index, "no queue took it (return)");
  }

  channel.on("ack", onAck).on("nack", onNack).on("return", onReturn);
  lost.addEventListener("abort", onLost);
  over.signal.addEventListener("abort", finish);
  try {
    for (const [index, event] of written.entries()) {
      if ("fault" in event) confirms.refuse(index, event.fault);
      for (const message of "fault" in event ? [] : event.messages) {
        let room = true;
        try {
          room = handOver(session, exchangePrefix, message);
          confirms.sent(index);
        } catch (error) {
          // Refused alone: sent again with its batch, it would stop the feed for ever.
          if (!cannotBeEncoded(error)) throw error;
          confirms.refuse(index, error.message);
        }
        if (!room) await once(channel, "drain", { signal: over.signal });
      }
    }
    allSent = true;
    if (returned.size === 0) onSent();
    progress();
    await finished;
    if (confirms.outstanding() > 0) throw over.signal.reason;
    return { refused: confirms.refused(), returned };
  } catch (error) {
    throw over.signal.aborted ? over.signal.reason : error;
  } finally {
    clearTimeout(silence);
    lost.removeEventListener("abort", onLost);
    channel.off("ack", onAck).off("nack", onNack).off("return", onReturn);
  }
}

/** @returns whether there is room for more. */
function handOver(session: Session, exchangePrefix: string, message: EventMessage): boolean {
  const { routingKey, properties, content } = message;
  const options = { ...properties, persistent: true, mandatory: true };
  const room = session.channel.publish(addressOf(message, exchangePrefix), routingKey, content, options);
  session.sent += 1;
  return room;
}

/** The broker's default exchange has no name, and no prefix. */
function addressOf({ exchange }: EventMessage, exchangePrefix: string): string {
  return exchange === "" ? "" : exchangePrefix + exchange;
}

/** One event may have several messages, and two dialects the same id. */
function indexOf(
  { fields, properties }: Message,
  exchangePrefix: string,
  written: readonly Written[],
): number {
  return written.findIndex(
    (event) =>
      "messages" in event &&
      event.messages.some(
        (message) =>
          message.properties.messageId === properties.messageId &&
          message.routingKey === fields.routingKey &&
          addressOf(message, exchangePrefix) === fields.exchange,
      ),
  );
}

/** Such as a type beyond AMQP's 255 bytes. amqplib checks before it sends anything. */
function cannotBeEncoded(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError;
}
