import { once } from "node:events";
import { connect, type ConsumeMessage, type Message, type Options } from "amqplib";
import type { Settings } from "./options.js";
import { declareQueues, type Queues } from "./topology.js";

/** One connection with one channel, which live and die together. */
export interface Session {
  readonly queues: Queues;
  /** Aborted, with the cause as its reason, when the connection or the channel is lost. */
  readonly lost: AbortSignal;
  consume(onMessage: (message: ConsumeMessage) => void): Promise<void>;
  stopConsuming(): Promise<void>;
  ack(message: Message): void;
  /** Resolves when the broker has it. */
  send(queue: string, content: Buffer, properties: Options.Publish): Promise<void>;
  close(): Promise<void>;
}

const HANDSHAKE_TIMEOUT_MS = 5_000;
const GOODBYE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = "10";

/** @param signal gives the attempt up. */
export async function openSession(settings: Settings<never>, signal: AbortSignal): Promise<Session> {
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
    const connection = await connect(withHeartbeat(settings.url), socket);
    connection.on("error", discard);
    connection.on("close", (cause) => discard(cause ?? new Error("RabbitMQ closed the connection")));
    const channel = await connection.createConfirmChannel();
    channel.on("error", discard);
    channel.on("close", () => discard(new Error("RabbitMQ closed the channel")));
    const queues = await declareQueues(channel, settings);
    await channel.prefetch(settings.prefetch);
    lost.throwIfAborted();

    /** Came back instead of going into a queue; the confirm follows all the same. */
    const returned = new Set<string>();
    const nameOf = (queue: string, messageId: unknown): string => `${queue} ${String(messageId)}`;
    channel.on("return", ({ fields, properties }: Message) =>
      returned.add(nameOf(fields.routingKey, properties.messageId)),
    );
    let tag: string | undefined;
    return {
      queues,
      lost,
      async consume(onMessage) {
        const consuming = channel.consume(queues.main.queue, (message) => {
          if (message === null) discard(new Error("The queue was deleted"));
          else if (!lost.aborted) onMessage(message);
        });
        tag = (await orLost(consuming, lost)).consumerTag;
      },
      async stopConsuming() {
        if (tag !== undefined && !lost.aborted) await orLost(channel.cancel(tag), lost);
      },
      ack(message) {
        if (!lost.aborted) channel.ack(message);
      },
      send: (queue, content, properties) =>
        orLost(
          new Promise((resolve, reject) => {
            lost.throwIfAborted();
            channel.publish(
              "",
              queue,
              content,
              { ...properties, persistent: true, mandatory: true },
              (error) => {
                if (error) reject(error as Error);
                else if (returned.delete(nameOf(queue, properties.messageId)))
                  reject(new Error(`${queue} is gone`));
                else resolve();
              },
            );
          }),
          lost,
        ),
      async close() {
        if (lost.aborted) return;
        const late = setTimeout(giveUp, GOODBYE_TIMEOUT_MS);
        await orLost(connection.close(), lost).catch(() => undefined);
        clearTimeout(late);
        giveUp();
      },
    };
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

/** The address may set its own; the server's proposal, a minute, notices a dead peer too late. */
function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has("heartbeat")) address.searchParams.set("heartbeat", HEARTBEAT_SECONDS);
  return address.toString();
}
