import type { Options } from "amqplib";
import { INBOUND_HEADERS } from "./inbound-names.js";
import type { Session } from "./rabbitmq-session.js";

export interface SentOn {
  /** Past every exchange. */
  readonly queue: string;
  readonly content: Buffer;
  readonly options: Options.Publish;
}

const OURS: ReadonlySet<string> = new Set(Object.values(INBOUND_HEADERS));

/** Resolves when the broker has it. Rejects when it refuses it, or when the session is lost before it is known. */
export function sendOn(session: Session, message: SentOn): Promise<void> {
  return new Promise((resolve, reject) => {
    const { lost } = session;
    const onLost = (): void => reject(lost.reason as Error);
    const settle = (error: unknown): void => {
      lost.removeEventListener("abort", onLost);
      if (error === null || error === undefined) return resolve();
      reject(new Error(`RabbitMQ did not take it into ${message.queue}`, { cause: error }));
    };
    if (lost.aborted) return onLost();
    lost.addEventListener("abort", onLost);
    try {
      publish(session, message, settle);
    } catch (error) {
      // amqplib checks before it sends anything.
      if (!(error instanceof TypeError || error instanceof RangeError)) return settle(error);
      publish(session, { ...message, options: withoutOthersHeaders(message.options) }, settle);
    }
  });
}

function publish(
  { channel }: Session,
  { queue, content, options }: SentOn,
  onConfirm: (error: unknown) => void,
): void {
  channel.publish("", queue, content, options, onConfirm);
}

/** Headers may be as large as a frame, and ours come on top of them. */
function withoutOthersHeaders(options: Options.Publish): Options.Publish {
  const headers = (options.headers ?? {}) as Record<string, unknown>;
  const ours = Object.entries(headers).filter(([name]) => OURS.has(name));
  return { ...options, headers: { ...Object.fromEntries(ours), [INBOUND_HEADERS.headersDropped]: true } };
}
