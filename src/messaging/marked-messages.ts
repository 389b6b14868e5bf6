import type { DeadLetterReason, ReplayTarget } from "../ports/event-sink.js";
import { toQueue, withHeaders, type EventMessage } from "./event-message.js";
import type { Written } from "./event-writer.js";
import { EXCHANGES } from "./exchanges.js";

const LONGEST_ERROR = 1_000;

/** The same messages, as they lie with the dead letters: by the routing key they would have had. */
export function asDeadLetter(
  written: readonly Written[],
  { attempts, lastError, sink }: DeadLetterReason & { readonly sink: string },
): readonly Written[] {
  return forEachMessage(written, (message) =>
    withHeaders(
      { ...message, exchange: EXCHANGES.deadLetters },
      {
        "x-attempts": attempts,
        "x-last-error": lastError.slice(0, LONGEST_ERROR),
        "x-sink": sink,
        "x-original-routing-key": message.routingKey,
      },
    ),
  );
}

/** The same messages, marked, so that consumers may tell them from news. */
export function asReplayed(
  written: readonly Written[],
  { kind, name, replayId }: ReplayTarget,
): readonly Written[] {
  return forEachMessage(written, (message) =>
    withHeaders(kind === "queue" ? toQueue(message, name) : message, {
      "x-replayed": true,
      "x-replay-id": replayId,
    }),
  );
}

function forEachMessage(
  written: readonly Written[],
  change: (message: EventMessage) => EventMessage,
): readonly Written[] {
  return written.map((event) => ("fault" in event ? event : { messages: event.messages.map(change) }));
}
