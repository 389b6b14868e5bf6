import type { DeadLetter } from "../ports/dead-letters.js";
import type { InboundMessage } from "../ports/event-source.js";

type Labels = Pick<DeadLetter, "eventId" | "eventType" | "correlationId">;

/** Beyond it a body is not looked into: it is dead for its size. */
const LARGEST = 1024 * 1024;

/** What a message is known by, of its body as far as that can be read, else of its properties. */
export function labelsOf(
  content: Buffer,
  { messageId, type, correlationId }: InboundMessage["properties"],
): Labels {
  const body = content.length > LARGEST ? {} : parsed(content);
  const metadata = (body["metadata"] ?? {}) as Record<string, unknown>;
  return {
    eventId: label(body["eventId"]) ?? label(messageId),
    eventType: label(body["eventType"]) ?? label(type),
    correlationId: label(body["correlationId"]) ?? label(metadata["correlationId"]) ?? label(correlationId),
  };
}

function parsed(content: Buffer): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(content.toString());
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function label(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 255).toWellFormed() : null;
}
