import type { InboundMessage } from "../ports/event-source.js";

/** Deliveries without an end after which a message is tried alone, and after which it is not tried any more. */
const TRIED_ALONE_AFTER = 3;
export const GIVEN_UP_AFTER = 10;

/**
 * Which messages may have ended the processes that had them. The broker counts for each how often it was delivered
 * and nothing heard of it. What this process had when it lost a connection, and lives, it knows to be innocent of that.
 */
export interface Suspects {
  /** How often a process may have ended by it. */
  suspicion(message: InboundMessage, deliveriesBefore: number): number;
  /** The connection is lost with these, and the process is not. */
  excuse(messages: Iterable<{ message: InboundMessage; deliveriesBefore: number }>): void;
}

export function createSuspects(): Suspects {
  /** Up to which delivery each is innocent; of the last loss alone, so no more than the prefetch. */
  let excused = new Map<string, number>();
  return {
    suspicion: (message, deliveriesBefore) =>
      deliveriesBefore === 0 ? 0 : Math.max(0, deliveriesBefore - (excused.get(nameOf(message)) ?? 0)),
    excuse(messages) {
      excused = new Map(
        [...messages].map(({ message, deliveriesBefore }) => [nameOf(message), deliveriesBefore + 1]),
      );
    },
  };
}

export const isTriedAlone = (suspicion: number): boolean => suspicion >= TRIED_ALONE_AFTER;

/** Good enough among what one process has at a time. */
function nameOf({ content, properties, routingKey }: InboundMessage): string {
  return properties.messageId ?? `${routingKey} ${content.length} ${content.toString("latin1", 0, 512)}`;
}
