import { once, setMaxListeners } from "node:events";
import { connect, type Channel, type ConfirmChannel } from "amqplib";

/** One connection with one confirm channel. They live and die together: neither is used again. */
export interface Session {
  readonly channel: ConfirmChannel;
  /** Messages handed to the channel so far: the next one's delivery tag is one more. */
  sent: number;
  /** How often a batch was given up on because the broker took nothing for long. */
  stalls: number;
  /** Aborted, with the cause as its reason, when the connection or the channel is lost. */
  readonly lost: AbortSignal;
  /** The broker takes nothing for now (memory or disk alarm). */
  blocked(): boolean;
  /** One beside it, whose end is nobody else's. */
  createChannel(): Promise<Channel>;
  /** Gives the session up at once, without a word to the other side, which may not answer. */
  discard(cause: Error): void;
  /** Says goodbye first, but waits for the answer no longer than a second. */
  close(): Promise<void>;
}

const HANDSHAKE_TIMEOUT_MS = 5_000;
const GOODBYE_TIMEOUT_MS = 1_000;
const HEARTBEAT_SECONDS = "10";

export interface SessionOptions {
  readonly url: string;
  /** Gives up the attempt, too. */
  readonly signal: AbortSignal;
  readonly setUp: (channels: Pick<Session, "createChannel">) => Promise<void>;
}

export async function openSession({ url, signal, setUp }: SessionOptions): Promise<Session> {
  const loss = new AbortController();
  const lost = loss.signal;
  // Whatever is under way listens, which is as much as the prefetch allows.
  setMaxListeners(0, lost);
  const discard = (cause: Error): void => loss.abort(cause);
  const giveUp = (): void => discard(new Error("closed"));
  // amqplib's own limit ends with its handshake; ours covers the channel and the topology.
  const limit = setTimeout(() => discard(new Error("RabbitMQ did not answer in time")), HANDSHAKE_TIMEOUT_MS);
  signal.addEventListener("abort", giveUp);
  try {
    // Node destroys the socket on the abort: the only way out when the other side is silent.
    const socket = { signal: lost, timeout: HANDSHAKE_TIMEOUT_MS, keepAlive: true, noDelay: true };
    const connection = await connect(withHeartbeat(url), socket);
    let blocked = false;
    connection.on("error", discard);
    connection.on("close", (cause) => discard(cause ?? new Error("RabbitMQ closed the connection")));
    connection.on("blocked", () => (blocked = true));
    connection.on("unblocked", () => (blocked = false));
    const channel = await connection.createConfirmChannel();
    channel.on("error", discard);
    channel.on("close", () => discard(new Error("RabbitMQ closed the channel")));
    const createChannel = async (): Promise<Channel> => {
      const beside = await connection.createChannel();
      // Whoever uses it is told by the call that failed.
      return beside.on("error", () => undefined);
    };
    await setUp({ createChannel });
    lost.throwIfAborted();
    const close = (): Promise<void> => sayGoodbye(connection, loss);
    return { channel, sent: 0, stalls: 0, lost, blocked: () => blocked, createChannel, discard, close };
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

async function sayGoodbye(connection: { close(): Promise<void> }, loss: AbortController): Promise<void> {
  if (loss.signal.aborted) return;
  const limit = setTimeout(() => loss.abort(new Error("closed")), GOODBYE_TIMEOUT_MS);
  try {
    // amqplib never answers when the connection is lost in the meantime.
    await Promise.race([connection.close(), once(loss.signal, "abort")]);
  } catch {
    // Lost while closing: closed all the same.
  } finally {
    clearTimeout(limit);
    loss.abort(new Error("closed"));
  }
}

/** The address may set its own; the server's proposal, a minute, notices a dead peer too late. */
function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has("heartbeat")) address.searchParams.set("heartbeat", HEARTBEAT_SECONDS);
  return address.toString();
}
