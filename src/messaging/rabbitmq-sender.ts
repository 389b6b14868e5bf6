import type { Logger } from "../lib/logger.js";
import { orderingKey, type FeedEvent } from "../domain/events.js";
import type { Refused } from "../ports/event-sink.js";
import type { Written } from "./event-writer.js";
import type { Link } from "./rabbitmq-link.js";
import { publishBatch, type Outcome } from "./rabbitmq-publish.js";
import type { Session } from "./rabbitmq-session.js";

export interface SenderOptions {
  readonly link: Link;
  readonly exchangePrefix: string;
  readonly confirmTimeoutMs: number;
  /** Declares the topology again; rejects when that cannot be done. */
  readonly mend: (session: Session) => Promise<void>;
  readonly logger: Logger;
}

export interface Sender {
  /** Hands over in turn, so that batches are not interleaved; confirmed whenever it comes. */
  send(written: Promise<readonly Written[]>): Promise<readonly Refused[]>;
  /** The same; what came back is sent once more, when the topology has been declared again. */
  sendMending(
    events: readonly FeedEvent[],
    written: Promise<readonly Written[]>,
  ): Promise<readonly Refused[]>;
}

type Work<T> = (onSent: () => void) => Promise<T>;

export function createSender(options: SenderOptions): Sender {
  const { link, exchangePrefix, confirmTimeoutMs, mend, logger } = options;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: Work<T>): Promise<T> {
    let onSent = (): void => undefined;
    const sent = new Promise<void>((resolve) => (onSent = resolve));
    const result = turn.then(() => work(onSent));
    turn = Promise.race([sent, result.catch(() => undefined)]);
    return result;
  }

  /**
   * Of the session that is there now: when that is lost, or gives a batch up, whatever was to
   * follow goes down with it. On another session it would overtake what has to be sent again.
   */
  function boundToSession(): (written: readonly Written[], onSent: () => void) => Promise<Outcome> {
    const session = link.session();
    const { stalls } = session;
    return async (written, onSent) => {
      if (session.stalls !== stalls) throw new Error("RabbitMQ did not take the batch ahead of this one");
      return publishBatch({ session, exchangePrefix, written, confirmTimeoutMs, onSent });
    };
  }

  return {
    async send(written) {
      const publish = boundToSession();
      const { refused } = await inTurn(async (onSent) => publish(await written, onSent));
      return refused;
    },
    async sendMending(events, written) {
      const publish = boundToSession();
      const session = link.session();
      let passed = false;
      const first = await inTurn(async (onSent) => {
        const outcome = await publish(await written, () => {
          passed = true;
          onSent();
        });
        if (outcome.returned.size === 0 || passed) return { ...outcome, mended: null };
        // The turn is still ours: nothing can overtake what is sent again.
        return { ...outcome, mended: await again(outcome, onSent) };
      });
      if (first.returned.size === 0) return first.refused;
      return first.mended ?? inTurn((onSent) => again(first, onSent));

      async function again({ refused, returned }: Outcome, onSent: () => void): Promise<readonly Refused[]> {
        logger.error({ events: returned.size }, "RabbitMQ returned events: declaring the topology again");
        await mend(session);
        const behind = fromReturnedOn(events, returned);
        const all = await written;
        const second = await publish(
          behind.map((index) => all[index] as Written),
          onSent,
        );
        const others = refused.filter(({ index }) => !behind.includes(index));
        const still = second.refused.map(({ index, reason }) => ({ index: behind[index] as number, reason }));
        return [...others, ...still].sort((one, other) => one.index - other.index);
      }
    },
  };
}

/** Of each key with an event that came back, that and all behind it. */
function fromReturnedOn(events: readonly FeedEvent[], returned: ReadonlySet<number>): readonly number[] {
  const broken = new Set<string>();
  return [...events.entries()].flatMap(([index, event]) => {
    const key = orderingKey(event);
    if (returned.has(index)) broken.add(key);
    return broken.has(key) ? [index] : [];
  });
}
