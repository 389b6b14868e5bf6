import { createHash } from "node:crypto";
import { v5 as uuidV5 } from "uuid";
import { isUuid } from "../domain/validate.js";
import type { MetDeadLetter } from "../ports/dead-letters.js";
import type { InboundMessage } from "../ports/event-source.js";
import { labelsOf } from "./redrive-labels.js";

/** Names the ids of messages that somebody else has put into a dead-letter queue. */
const OTHERS = "1f0a7a55-54fb-5d0e-8f0a-1d4a3f6b9c21";
const NO_REASON = "Something else has put it into the dead-letter queue, and gives no reason.";

/** The letter of a message that lies in the dead-letter queue, whoever has put it there. */
export function letterOf(source: string, { content, properties, routingKey }: InboundMessage): MetDeadLetter {
  const { headers, ...others } = properties;
  return {
    id: idOf(headers["x-dead-letter-id"], source, content),
    source,
    routingKey,
    ...labelsOf(content, properties),
    reason: text(headers["x-dead-reason"]) ?? NO_REASON,
    attempts: count(headers["x-attempts"]) ?? count(headers["x-delivery-count"]) ?? 0,
    content,
    headers,
    properties: others,
    diedAt: diedAt(headers["x-died-at"], headers["x-death"]),
  };
}

/** The same at every look. */
function idOf(named: unknown, source: string, content: Buffer): string {
  if (typeof named === "string" && isUuid(named)) return named.toLowerCase();
  const hash = createHash("sha256").update(content).digest("hex");
  return uuidV5(`${source}\n${String(named)}\n${hash}`, OTHERS);
}

/** As we say it; else as the broker does, of its last reason, in seconds. */
function diedAt(said: unknown, deaths: unknown): number | null {
  const [death] = Array.isArray(deaths) ? (deaths as unknown[]) : [];
  const { value } = ((death as { time?: unknown } | null)?.time ?? {}) as { value?: unknown };
  const moment = typeof said === "string" ? Date.parse(said) : Number(value) * 1_000;
  return moment >= 0 && moment <= LAST_MOMENT ? moment : null;
}

/** The end of 9999. */
const LAST_MOMENT = 253_402_300_799_999;

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
