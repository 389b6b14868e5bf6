import type { StockfeedEvent, UnknownEvent } from "./events.js";
import { parseVersion, schemasOf } from "./schemas.js";

/** What a message's body turned out to be. */
export type Read =
  | { readonly kind: "event"; readonly event: StockfeedEvent }
  /** Of a type without a schema here: nothing but the envelope was looked at. */
  | { readonly kind: "unknown"; readonly event: UnknownEvent }
  | { readonly kind: "invalid"; readonly reason: string };

const ENVELOPE = ["eventId", "eventType", "eventVersion", "aggregateType", "aggregateId"] as const;

/**
 * Reads the body of a message, and checks it by the schema of its type and version. A higher minor version than is
 * known passes (it adds optional fields, and nothing else); another major version does not.
 */
export function readEvent(content: Uint8Array | string): Read {
  let body: unknown;
  try {
    body = JSON.parse(typeof content === "string" ? content : Buffer.from(content).toString("utf8"));
  } catch (error) {
    return invalid(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(body)) return invalid("the body is no object");
  const lacking = ENVELOPE.find((name) => typeof body[name] !== "string" || body[name] === "");
  if (lacking !== undefined) return invalid(`"${lacking}" is not a text`);
  const event = body as unknown as UnknownEvent;
  const majors = schemasOf(event.eventType);
  if (majors === undefined) return { kind: "unknown", event };
  const version = parseVersion(event.eventVersion);
  if (version === undefined) return invalid(`"eventVersion" is no version: ${event.eventVersion}`);
  const fits = majors.get(version[0]);
  if (fits === undefined)
    return invalid(`${event.eventType} ${event.eventVersion} is of an unknown major version`);
  if (fits(body)) return { kind: "event", event: event as StockfeedEvent };
  const [first] = fits.errors ?? [];
  return invalid(
    `not as the schema of ${event.eventType} says: ${first?.instancePath || "/"} ${first?.message}`,
  );
}

function invalid(reason: string): Read {
  return { kind: "invalid", reason };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
