import type { GetMessage } from "amqplib";
import { countIn, headersRedriven, KIT_HEADERS, ownHeaders } from "./headers.js";
import { openLink, orLost } from "./link.js";
import { asSent } from "./take.js";
import { deadQueue } from "./topology.js";

/** One of a consumer's dead letters. */
export interface DeadLetter {
  /** null: the message does not say. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** What its handler threw last, or why it is no event. */
  readonly reason: string | null;
  readonly attempts: number;
  /** How often it was moved back before. */
  readonly redrives: number;
  readonly content: Buffer;
}

export interface RedriveDeadOptions {
  /** The broker: `amqps://user:password@host`. */
  readonly url: string;
  /** The consumer's own. Its dead letters stand in `<queue>.dead`. */
  readonly queue: string;
  /** Which of them are moved; by default all. */
  readonly where?: (letter: DeadLetter) => boolean;
  /** How many are moved at most; by default as many as there are. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface RedrivenDead {
  readonly moved: number;
  /** Looked at, and not wanted. */
  readonly passed: number;
}

/**
 * Moves dead letters back to their consumer's queue, with as many attempts as a new message has. Each is taken from the
 * dead ones when the broker has its copy: whatever happens in between, it is in one of the queues, or in both, and the
 * consumer's store knows the second. Looks at those that were dead when it began, each once, so that it ends also when
 * some die again meanwhile; what is passed goes to the end of its queue.
 *
 * @throws TypeError that names an option; Error when one of the queues is missing, or the connection is lost: what was
 *   moved stays moved.
 */
export async function redriveDead(options: RedriveDeadOptions): Promise<RedrivenDead> {
  const { url, queue, where = () => true, limit = Infinity } = options;
  const { signal = new AbortController().signal } = options;
  for (const name of ["url", "queue"] as const) {
    if (typeof options[name] !== "string" || options[name] === "") throw new TypeError(`${name} is missing`);
  }
  if (!(limit >= 0)) throw new TypeError("limit must be 0 or more");
  signal.throwIfAborted();
  const dead = deadQueue(queue);
  const { channel, ready, lost, ...link } = await openLink(url, signal, async (opened) => {
    await opened.checkQueue(queue);
    return opened.checkQueue(dead);
  });
  let [moved, passed] = [0, 0];
  try {
    while (moved < limit && moved + passed < ready.messageCount) {
      signal.throwIfAborted();
      const message = await orLost(channel.get(dead), lost);
      if (message === false) break;
      const { content, properties } = asSent(message);
      const { headers = {} } = properties;
      const wanted = where(letterOf(message));
      const [to, told] = wanted ? [queue, headersRedriven(headers)] : [dead, ownHeaders(headers)];
      await link.send(to, content, { ...properties, headers: told });
      link.ack(message);
      if (wanted) moved += 1;
      else passed += 1;
    }
  } finally {
    await link.close();
  }
  return { moved, passed };
}

function letterOf({ content, properties }: GetMessage): DeadLetter {
  const { headers = {} } = properties;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return {
    eventId: text(properties.messageId),
    eventType: text(properties.type),
    reason: text(headers[KIT_HEADERS.lastError]),
    attempts: countIn(headers, KIT_HEADERS.attempts),
    redrives: countIn(headers, KIT_HEADERS.redrives),
    content,
  };
}
