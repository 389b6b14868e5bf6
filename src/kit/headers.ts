type Headers = Readonly<Record<string, unknown>>;

/** What the kit says of a message that comes again, or is dead. */
export const KIT_HEADERS = {
  /** How often its handling has failed. */
  attempt: "x-attempt",
  /** Of a dead one: how often it was attempted. */
  attempts: "x-attempts",
  lastError: "x-last-error",
  originalRoutingKey: "x-original-routing-key",
  /** How often it was moved back from the dead letters. */
  redrives: "x-redrives",
  /** Its own headers were too large to be sent on. */
  headersDropped: "x-headers-dropped",
} as const;

/** Those of the service that something is read from. */
const SERVICES = [
  ...["x-position", "x-aggregate-id", "x-aggregate-version", "x-caught-up", "x-replayed", "x-replay-id"],
  ...["x-jws-signature", "traceparent"],
];
const NEEDED: ReadonlySet<string> = new Set([...SERVICES, ...Object.values(KIT_HEADERS)]);
/** Bytes; all that are needed fit into a frame together. */
const LONGEST_NEEDED = 4_096;

/** What brokers add on the way, and what would make them send copies elsewhere. */
const BROKERS_OWN = /^(x-death$|x-delivery-count$|x-acquired-count$|x-(first|last)-death-|x-opt-|cc$|bcc$)/i;

/** Those that the message was sent with, and ours. */
export function ownHeaders(headers: Headers): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BROKERS_OWN.test(name)));
}

/** As if it had never failed, but for how often that was done. */
export function headersRedriven(headers: Headers): Headers {
  const { attempt, attempts, lastError, redrives } = KIT_HEADERS;
  const passed: ReadonlySet<string> = new Set([attempt, attempts, lastError]);
  const kept = Object.entries(ownHeaders(headers)).filter(([name]) => !passed.has(name));
  return { ...Object.fromEntries(kept), [redrives]: countIn(headers, redrives) + 1 };
}

/** A count that stands in a header; whatever else stands there is none. */
export function countIn(headers: Headers, name: string): number {
  const value = headers[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** What goes with a message when all of its headers cannot. */
export function neededHeaders(headers: Headers): Headers {
  const needed = Object.entries(headers).filter(
    ([name, value]) =>
      NEEDED.has(name) &&
      ["string", "number", "boolean"].includes(typeof value) &&
      bytesOf(value) <= LONGEST_NEEDED,
  );
  return { ...Object.fromEntries(needed), [KIT_HEADERS.headersDropped]: true };
}

/** In AMQP, and rather too many: a value takes its tag and its length, a table or list those of all it has. */
export function bytesOf(value: unknown): number {
  if (typeof value === "string") return 5 + Buffer.byteLength(value);
  if (Buffer.isBuffer(value)) return 5 + value.length;
  if (typeof value !== "object" || value === null) return 10;
  const parts = Object.entries(value).map(([name, part]) => 1 + Buffer.byteLength(name) + bytesOf(part));
  return parts.reduce((total, part) => total + part, 10);
}
