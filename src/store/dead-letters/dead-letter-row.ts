import type { DeadLetterState, StoredDeadLetter } from "../../ports/dead-letters.js";
import { ms } from "../rows/moments.js";

export interface DeadLetterRow extends Omit<StoredDeadLetter, "content" | "properties" | "state"> {
  readonly state: DeadLetterState;
  /** Base64. */
  readonly content: string;
  readonly properties: StoredDeadLetter["properties"] | null;
}

/** Of a row `d`, by the names of `DeadLetterRow`. `bytes`: how much of the body; null: what is kept. */
export function letterJson(bytes: number | null): string {
  const content = bytes === null ? "d.content" : `substr(d.content, 1, ${bytes})`;
  return `json_build_object(
    'id', d.id, 'source', d.source, 'routingKey', d.routing_key, 'eventId', d.event_id, 'eventType', d.event_type,
    'correlationId', d.correlation_id, 'reason', d.reason, 'attempts', d.attempts,
    'content', encode(${content}, 'base64'), 'contentBytes', d.content_bytes,
    'headers', d.headers, 'properties', d.properties, 'state', d.state, 'diedAt', ${ms("d.died_at")},
    'settledAt', ${ms("d.settled_at")}, 'settledBy', d.settled_by, 'note', d.note)`;
}

export function toDeadLetter({ content, properties, ...same }: DeadLetterRow): StoredDeadLetter {
  return { ...same, content: Buffer.from(content, "base64"), ...(properties && { properties }) };
}
