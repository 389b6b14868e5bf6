import type { ConsumeMessage, GetMessage, Options } from "amqplib";
import type { InboundMessage } from "../ports/event-source.js";
import { countIn, deadLetterId } from "./inbound-headers.js";
import { INBOUND_HEADERS } from "./inbound-names.js";

type Delivered = ConsumeMessage | GetMessage;

/** A message as the broker delivers it. */
export function toInbound({ content, fields, properties }: Delivered): InboundMessage {
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  // Only what came past every exchange has come by us before: others' headers say nothing.
  const again = fields.exchange === "";
  const original = headers[INBOUND_HEADERS.originalRoutingKey];
  return {
    content,
    routingKey: again && typeof original === "string" ? original : fields.routingKey,
    properties: {
      messageId: textOr(properties.messageId),
      type: textOr(properties.type),
      correlationId: textOr(properties.correlationId),
      contentType: textOr(properties.contentType),
      contentEncoding: textOr(properties.contentEncoding),
      headers,
    },
    attempt: again ? countIn(headers, INBOUND_HEADERS.attempts) : 0,
  };
}

/** How often the broker has delivered it before without hearing of its end. */
export function deliveriesBefore({ properties }: Delivered): number {
  return countIn(properties.headers ?? {}, "x-delivery-count");
}

/** A dead one, with an id and a reason also where the broker itself has put it there. */
export function toDeadInbound(message: Delivered, mainQueue: string): InboundMessage {
  const inbound = toInbound(message);
  const { headers } = inbound.properties;
  if (typeof headers[INBOUND_HEADERS.deadLetterId] === "string") return inbound;
  const more = {
    [INBOUND_HEADERS.deadLetterId]: deadLetterId(mainQueue, inbound),
    [INBOUND_HEADERS.deadReason]: `RabbitMQ gave it up: ${reasonIn(headers)}`,
  };
  return { ...inbound, properties: { ...inbound.properties, headers: { ...headers, ...more } } };
}

/** What is sent on with a message: nothing that would make the broker expire it, refuse it or send it elsewhere. */
export function sentOn(
  { messageId, type, correlationId, contentType, contentEncoding }: InboundMessage["properties"],
  headers: Readonly<Record<string, unknown>>,
): Options.Publish {
  const said = { messageId, type, correlationId, contentType, contentEncoding };
  const fitting = Object.fromEntries(Object.entries(said).filter(([, value]) => fits(value)));
  return { persistent: true, mandatory: true, headers, ...fitting };
}

/** Bytes that are no UTF-8 are longer as text than they came, and may have no place in AMQP's short strings any more. */
function fits(value: unknown): boolean {
  return typeof value === "string" && Buffer.byteLength(value) <= 255;
}

function reasonIn(headers: Readonly<Record<string, unknown>>): string {
  const [death] = Array.isArray(headers["x-death"]) ? (headers["x-death"] as unknown[]) : [];
  const reason = (death as { reason?: unknown } | undefined)?.reason;
  return typeof reason === "string" ? reason : "unknown";
}

function textOr(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
