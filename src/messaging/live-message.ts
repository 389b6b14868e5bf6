import type { FeedEvent } from "../domain/events.js";
import { ROUTING_KEYS } from "./routing-keys.js";
import type { LiveMessage } from "../ports/live-feed.js";

/** Redis drops a subscriber whose backlog grows too large: many small messages, no huge one. */
const MAX_EVENTS = 100;
const MAX_BYTES = 256 * 1024;

export function liveChannel(feedId: string): string {
  return `inventory:feed:${feedId}`;
}

/** In order; a single event beyond the bound of bytes travels alone. */
export function encodeEvents(feedId: string, events: readonly FeedEvent[]): string[] {
  const messages: string[] = [];
  let batch: string[] = [];
  let bytes = 0;

  function flush(): void {
    if (batch.length > 0) messages.push(`{"feedId":${JSON.stringify(feedId)},"events":[${batch.join(",")}]}`);
    batch = [];
    bytes = 0;
  }

  for (const event of events) {
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text);
    if (batch.length === MAX_EVENTS || bytes + size > MAX_BYTES) flush();
    batch.push(text);
    bytes += size;
  }
  flush();
  return messages;
}

export function encodeHeartbeat(feedId: string, head: number): string {
  return JSON.stringify({ feedId, head });
}

/** @returns undefined when it is not a message of that feed. Anybody may publish on a channel. */
export function decode(feedId: string, text: string): LiveMessage | undefined {
  const message = parse(text);
  if (!isRecord(message) || message["feedId"] !== feedId) return undefined;
  const { events, head } = message;
  if (Array.isArray(events) && events.every(isEvent)) return { kind: "events", events };
  if (isCount(head)) return { kind: "heartbeat", head };
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is FeedEvent {
  return (
    isRecord(value) &&
    isCount(value["position"]) &&
    typeof value["type"] === "string" &&
    value["type"] in ROUTING_KEYS &&
    isRecord(value["data"])
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
