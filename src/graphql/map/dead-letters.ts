import type { DeadLetterKey, StoredDeadLetter } from "../../ports/dead-letters.js";
import type { CursorCodec } from "../connection.js";
import type { BodyEncoding, DeadLetter } from "../types/dead-letter.js";

/** The latest first. */
export const DEAD_LETTER_CURSOR: CursorCodec<StoredDeadLetter, DeadLetterKey> = {
  kind: "letter",
  toKey: ({ numbers: [diedAt = 0], id }) => ({ diedAt, id }),
  keyOf: ({ diedAt, id }) => ({ numbers: [diedAt], id }),
};

export function toDeadLetter(letter: StoredDeadLetter): DeadLetter {
  const { id, source, eventId, eventType, correlationId, reason, attempts, routingKey, headers } = letter;
  const { content, contentBytes, diedAt, state, settledBy, settledAt, note } = letter;
  const bodyIsCut = content.length < contentBytes;
  const redrivenFrom = headers["x-redriven-from"];
  return {
    ...{ id, source, eventId, eventType, correlationId, reason, attempts, routingKey, headers },
    ...toBody(content, bodyIsCut),
    ...{ bodyBytes: contentBytes, bodyIsCut },
    redrivenFrom: typeof redrivenFrom === "string" ? redrivenFrom : null,
    ...{ diedAt: new Date(diedAt), state, settledBy, note },
    settledAt: settledAt === null ? null : new Date(settledAt),
  } satisfies DeadLetter;
}

/** `isCut`: its last character may have been cut in two; that is left out. */
function toBody(content: Buffer, isCut: boolean): { body: string; bodyEncoding: BodyEncoding } {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return { body: decoder.decode(content, { stream: isCut }), bodyEncoding: "UTF8" };
  } catch {
    return { body: content.toString("base64"), bodyEncoding: "BASE64" };
  }
}
