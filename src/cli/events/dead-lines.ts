import type { StoredDeadLetter } from "../../ports/dead-letters.js";
import { visible } from "../print.js";

export function letterObject(letter: StoredDeadLetter) {
  const { id, source, routingKey, eventId, eventType, correlationId, reason, attempts, diedAt } = letter;
  const { state, contentBytes, note } = letter;
  return {
    ...{ id, source, routingKey, eventId, eventType, correlationId, reason, attempts, state },
    ...{ diedAt: new Date(diedAt).toISOString(), contentBytes, note },
    // Its beginning, where it is long.
    content: letter.content.toString("utf8"),
  };
}

/** In one line. */
export function letterLine(letter: StoredDeadLetter): string {
  const { id, source, diedAt, eventType, routingKey, attempts, reason } = letterObject(letter);
  const tried = `${attempts} attempts`;
  return [id, source, diedAt, eventType ?? routingKey, tried, reason].map(visible).join("  ");
}
