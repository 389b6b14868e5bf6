import { once } from "node:events";
import { connect, type ChannelModel, type ConfirmChannel, type Message, type Options } from "amqplib";
import { bytesOf, neededHeaders } from "./headers.js";

/** One connection with one channel, which live and die together. */
export interface Link<Ready = unknown> {
  readonly channel: ConfirmChannel;
  /** What was asked of the channel before anything else. */
  readonly ready: Ready;
  /** Aborted, with the cause as its reason, when the connection or the channel is lost. */
  readonly lost: AbortSignal;
  discard(cause: Error): void;
  /** What is not acknowledged comes again. */
  ack(message: Message): void;
  /** Resolves when the broker has it. Headers that no frame has room for stay behind. */
  send(queue: string, content: Buffer, properties: Options.Publish): Promise<void>;
  close(): Promise<void>;
}

const HANDSHAKE_TIMEOUT_MS = 5_000;
const GOODBYE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = "10";
/** amqplib's, for one table of headers. */
const ENCODING_BUFFER_BYTES = 65_536;
/** Of a frame: for the other properties, and what the broker adds on the way. */
const SPARE_BYTES = 4_096;

/** @param signal gives the attempt up. */
export async function openLink<Ready>(
  url: string,
  signal: AbortSignal,
  prepare: (channel: ConfirmChannel) => Promise<Ready>,
): Promise<Link<Ready>> {
  const loss = new AbortController();
  const lost = loss.signal;
  const discard = (cause: Error): void => loss.abort(cause);
  const giveUp = (): void => discard(new Error("closed"));
  const limit = setTimeout(
    () => discard(new Error("RabbitMQ did not answer in time")),
    2 * HANDSHAKE_TIMEOUT_MS,
  );
  signal.addEventListener("abort", giveUp);
  try {
    // Node destroys the socket on the abort: the only way out when the other side is silent.
    const socket = { signal: lost, timeout: HANDSHAKE_TIMEOUT_MS, keepAlive: true, noDelay: true };
    const connection = await connect(withHeartbeat(url), socket);
    connection.on("error", discard);
    connection.on("close", (cause) => discard(cause ?? new Error("RabbitMQ closed the connection")));
    const channel = await connection.createConfirmChannel();
    channel.on("error", discard);
    const onChannelClosed = (): void => discard(new Error("RabbitMQ closed the channel"));
    channel.on("close", onChannelClosed);
    const ready = await prepare(channel);
    lost.throwIfAborted();
    const room = Math.min(ENCODING_BUFFER_BYTES, frameMaxOf(connection)) - SPARE_BYTES;
    const send = sender(channel, lost, room);
    let left = false;
    const ack = (message: Message): void => {
      if (!left && !lost.aborted) channel.ack(message);
    };
    const goodbye = async (): Promise<void> => {
      left = true;
      channel.off("close", onChannelClosed);
      // What was acknowledged last goes before it; it might not, before the end of the connection.
      await channel.close();
      await connection.close();
    };
    return { channel, ready, lost, discard, ack, send, close: () => close(goodbye, lost, giveUp) };
  } catch (error) {
    // The loss knows better than what failed because of it.
    const cause: unknown = lost.aborted ? lost.reason : error;
    giveUp();
    throw cause;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", giveUp);
  }
}

/** @param room bytes for headers. */
function sender(channel: ConfirmChannel, lost: AbortSignal, room: number): Link["send"] {
  /** Came back instead of going into a queue; the confirm follows all the same. */
  const returned = new Set<string>();
  const nameOf = (queue: string, messageId: unknown): string => `${queue} ${String(messageId)}`;
  channel.on("return", ({ fields, properties }: Message) =>
    returned.add(nameOf(fields.routingKey, properties.messageId)),
  );
  return (queue, content, properties) => {
    const { headers = {} } = properties as { readonly headers?: Readonly<Record<string, unknown>> };
    const sent = { ...properties, persistent: true, mandatory: true };
    const lighter = { ...sent, headers: neededHeaders(headers) };
    const confirmed = new Promise<void>((resolve, reject) => {
      lost.throwIfAborted();
      const settle = (error: unknown): void => {
        if (error instanceof Error) reject(error);
        else if (returned.delete(nameOf(queue, properties.messageId))) reject(new Error(`${queue} is gone`));
        else resolve();
      };
      try {
        channel.publish("", queue, content, bytesOf(headers) > room ? lighter : sent, settle);
      } catch (error) {
        // amqplib checks before it sends anything.
        if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
        channel.publish("", queue, content, lighter, settle);
      }
    });
    return orLost(confirmed, lost);
  };
}

async function close(goodbye: () => Promise<void>, lost: AbortSignal, giveUp: () => void): Promise<void> {
  if (lost.aborted) return;
  const late = setTimeout(giveUp, GOODBYE_TIMEOUT_MS);
  await orLost(goodbye(), lost).catch(() => undefined);
  clearTimeout(late);
  giveUp();
}

/** amqplib never answers when the connection is lost in the meantime. */
export async function orLost<T>(answer: Promise<T>, lost: AbortSignal): Promise<T> {
  lost.throwIfAborted();
  const over = new AbortController();
  try {
    const end = once(lost, "abort", { signal: over.signal }).then(() => {
      throw lost.reason;
    });
    return await Promise.race([answer, end]);
  } finally {
    over.abort();
  }
}

/** What the two sides agreed on, which the types do not name. */
function frameMaxOf({ connection }: ChannelModel): number {
  const { frameMax } = connection as { readonly frameMax?: unknown };
  return typeof frameMax === "number" ? frameMax : Infinity;
}

/** The address may set its own; the server's proposal, a minute, notices a dead peer too late. */
function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has("heartbeat")) address.searchParams.set("heartbeat", HEARTBEAT_SECONDS);
  return address.toString();
}
