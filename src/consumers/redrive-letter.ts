import type { DeadLetter } from "../ports/dead-letters.js";
import type { InboundMessage } from "../ports/event-source.js";

/** Names the letter that a message was sent again from: the next one, if it fails again, has it, too. */
export const REDRIVEN_FROM = "x-redriven-from";
const ORIGINAL_ROUTING_KEY = "x-original-routing-key";

/** The message as it came first, as far as that is known. */
export function messageOf(letter: DeadLetter): Pick<InboundMessage, "content" | "properties"> {
  const { eventId: messageId, eventType: type, correlationId, content } = letter;
  const headers = { ...letter.headers, [ORIGINAL_ROUTING_KEY]: letter.routingKey };
  return { content, properties: { ...(letter.properties ?? { messageId, type, correlationId }), headers } };
}
