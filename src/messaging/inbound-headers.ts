import { createHash } from "node:crypto";
import { v5 as uuidV5 } from "uuid";
import type { InboundMessage } from "../ports/event-source.js";
import { INBOUND_HEADERS } from "./inbound-names.js";

type Headers = Readonly<Record<string, unknown>>;

const LONGEST_REASON = 1_000;
/** Names the ids of dead letters among all UUIDs made of text. */
const DEAD_LETTERS = "5b0c3c1e-6f4d-5f43-9a39-0b7f0a3a7c5d";
/** What brokers add on the way, and what would make them send copies elsewhere. */
const BROKERS_OWN = /^(x-death$|x-delivery-count$|x-acquired-count$|x-(first|last)-death-|x-opt-|cc$|bcc$)/i;
const OURS: ReadonlySet<string> = new Set(Object.values(INBOUND_HEADERS));

/** Those the message was sent with. */
export function ownHeaders(headers: Headers): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !BROKERS_OWN.test(name) && !OURS.has(name)),
  );
}

export function headersLater({ routingKey, properties, attempt }: InboundMessage, reason: string): Headers {
  return {
    ...kept(properties.headers),
    [INBOUND_HEADERS.attempts]: attempt + 1,
    [INBOUND_HEADERS.originalRoutingKey]: routingKey,
    [INBOUND_HEADERS.retryReason]: cut(reason),
  };
}

export interface Death {
  readonly id: string;
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: number;
}

export function headersDead({ routingKey, properties }: InboundMessage, death: Death): Headers {
  return {
    ...kept(properties.headers),
    [INBOUND_HEADERS.attempts]: death.attempts,
    [INBOUND_HEADERS.originalRoutingKey]: routingKey,
    [INBOUND_HEADERS.deadReason]: cut(death.reason),
    [INBOUND_HEADERS.deadLetterId]: death.id,
    [INBOUND_HEADERS.diedAt]: new Date(death.diedAt).toISOString(),
  };
}

/** As new, but for how often that was done. */
export function headersRedriven(headers: Headers, more: Headers): Headers {
  const routingKey = headers[INBOUND_HEADERS.originalRoutingKey];
  return {
    ...ownHeaders(headers),
    ...(typeof routingKey === "string" && { [INBOUND_HEADERS.originalRoutingKey]: routingKey }),
    ...more,
    [INBOUND_HEADERS.redrives]: countIn(headers, INBOUND_HEADERS.redrives) + 1,
  };
}

/** The same for the same death, so that a crash before the message is taken away makes no second letter of it. */
export function deadLetterId(queue: string, { content, properties }: InboundMessage): string {
  const hash = createHash("sha256").update(content).digest("hex");
  const redrives = countIn(properties.headers, INBOUND_HEADERS.redrives);
  return uuidV5(`${queue}\n${properties.messageId ?? ""}\n${redrives}\n${hash}`, DEAD_LETTERS);
}

/** A count that stands in a header; whatever else stands there is none. */
export function countIn(headers: Headers, name: string): number {
  const value = headers[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

export function cut(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : reason.slice(0, LONGEST_REASON).toWellFormed();
}

/** How often it was redriven is told on: it makes the next death another one. */
function kept(headers: Headers): Headers {
  const redrives = countIn(headers, INBOUND_HEADERS.redrives);
  return { ...ownHeaders(headers), ...(redrives > 0 && { [INBOUND_HEADERS.redrives]: redrives }) };
}
