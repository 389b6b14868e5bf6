import type { ConsumeMessage, GetMessage } from "amqplib";
import type { Job, Sent } from "./carry-out.js";
import { countIn, KIT_HEADERS } from "./headers.js";
import { readEvent } from "./read-event.js";
import type { Verify } from "./signatures.js";

/** What a message of the queue is: an event, or why it is none. */
export type Taken =
  | (Pick<Job, "event" | "known" | "attempt" | "replayed"> & {
      /** Moved back from the dead letters: its position is an old one. */
      readonly redriven: boolean;
    })
  | { readonly fault: string };

/** @throws Error while the keys of signatures are out of reach. */
export async function takeMessage(message: ConsumeMessage, verify: Verify | undefined): Promise<Taken> {
  const { headers = {} } = message.properties;
  const forged = await verify?.(message.content, headers["x-jws-signature"]);
  if (forged !== undefined) return { fault: forged };
  const read = readEvent(message.content);
  if (read.kind === "invalid") return { fault: read.reason };
  return {
    event: read.event,
    known: read.kind === "event",
    attempt: countIn(headers, KIT_HEADERS.attempt),
    replayed: headers["x-replayed"] === true,
    redriven: countIn(headers, KIT_HEADERS.redrives) > 0,
  };
}

/** The message, to be sent again as it is. */
export function asSent({ content, fields, properties }: ConsumeMessage | GetMessage): Sent {
  const said = properties as unknown as Record<string, unknown>;
  const { messageId, correlationId, type, appId, contentType, headers } = said;
  const timestamp = Number.isSafeInteger(said["timestamp"]) ? said["timestamp"] : undefined;
  const texts = { messageId, correlationId, type, appId, contentType };
  const fitting = Object.fromEntries(Object.entries(texts).filter(([, value]) => fits(value)));
  const known = { ...fitting, timestamp, headers };
  return { content, routingKey: fields.routingKey, properties: known as Sent["properties"] };
}

/** Bytes that are no UTF-8 are longer as text than they came, and may have no place in AMQP's short strings any more. */
function fits(value: unknown): boolean {
  return typeof value === "string" && Buffer.byteLength(value) <= 255;
}
