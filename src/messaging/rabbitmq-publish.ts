import { once } from "node:events";
import type { Message } from "amqplib";
import type { Refused } from "../ports/event-sink.js";
import type { EventMessage } from "./event-message.js";
import { awaitConfirms, type ConfirmFrame } from "./rabbitmq-confirms.js";
import type { Session } from "./rabbitmq-session.js";

export interface Batch {
  readonly session: Session;
  readonly exchange: string;
  readonly messages: readonly EventMessage[];
  /** The longest the broker may confirm nothing at all while something is outstanding. */
  readonly confirmTimeoutMs: number;
  /** Called when all has been handed over: the next batch may follow. */
  readonly onSent: () => void;
}

export interface Outcome {
  readonly refused: readonly Refused[];
  /** Some came back: not even the alternate exchange led to a queue. */
  readonly topologyBroken: boolean;
}

/**
 * Publishes in order, every confirm outstanding at once. A session's batches are handed
 * over one after the other, but may wait for their confirms at the same time.
 * Rejects when the session is lost, which the timeout brings about as well.
 */
export async function publishBatch({
  session,
  exchange,
  messages,
  confirmTimeoutMs,
  onSent,
}: Batch): Promise<Outcome> {
  const { channel, lost } = session;
  lost.throwIfAborted();
  const confirms = awaitConfirms(session.sent + 1);
  let topologyBroken = false;
  let allSent = false;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const timeout = new Error(`RabbitMQ confirmed nothing for ${confirmTimeoutMs} ms`);
  const silence = setTimeout(() => session.discard(timeout), confirmTimeoutMs);

  function progress(): void {
    silence.refresh();
    if (allSent && confirms.outstanding() === 0) finish();
  }
  const onAck = (frame: ConfirmFrame): void => (confirms.confirm(frame), progress());
  const onNack = (frame: ConfirmFrame): void => (confirms.reject(frame), progress());
  // The broker sends a return before the confirm, which comes all the same and means nothing.
  function onReturn({ properties }: Message): void {
    const index = messages.findIndex((message) => message.properties.messageId === properties.messageId);
    if (index < 0) return;
    topologyBroken = true;
    confirms.refuse(index, "no queue took it, not even that of the alternate exchange (return)");
  }

  channel.on("ack", onAck).on("nack", onNack).on("return", onReturn);
  lost.addEventListener("abort", finish);
  try {
    for (const [index, message] of messages.entries()) {
      let room = true;
      try {
        room = handOver(session, exchange, message);
        confirms.sent(index);
      } catch (error) {
        // Refused alone: sent again with its batch, it would stop the feed for ever.
        if (!cannotBeEncoded(error)) throw error;
        confirms.refuse(index, error.message);
      }
      if (!room) await once(channel, "drain", { signal: lost });
    }
    allSent = true;
    onSent();
    progress();
    await finished;
    if (confirms.outstanding() > 0) throw lost.reason;
    return { refused: confirms.refused(), topologyBroken };
  } catch (error) {
    throw lost.aborted ? lost.reason : error;
  } finally {
    clearTimeout(silence);
    lost.removeEventListener("abort", finish);
    channel.off("ack", onAck).off("nack", onNack).off("return", onReturn);
  }
}

/** @returns whether there is room for more. */
function handOver(session: Session, exchange: string, message: EventMessage): boolean {
  const content = Buffer.from(JSON.stringify(message.envelope));
  const options = { ...message.properties, persistent: true, mandatory: true };
  const room = session.channel.publish(exchange, message.routingKey, content, options);
  session.sent += 1;
  return room;
}

/** Such as a correlationId beyond AMQP's 255 bytes. amqplib checks before it sends anything. */
function cannotBeEncoded(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError;
}
