import { Type, type TSchema } from "@sinclair/typebox";
import { id, maybe, text } from "./fields.js";

// The three forms that messages have: of the event publishing document, of the publisher component's, and of the
// inventory sync document's.

const ID = id("Of this message among all of its source: what comes again with it is not carried out again.");
const CORRELATION = id("Goes on to everything that the message causes; by default the eventId.");
const typeOf = (names: readonly string[]) => Type.Unsafe<string>({ type: "string", enum: [...names] });
const MINOR = "^1(\\.[0-9]{1,6}){0,2}$";
const WHEN = maybe(
  text(
    "ISO 8601, UTC if without an offset. Read of what is said of a variant: what was said earlier and comes later changes nothing.",
  ),
);

export const METADATA = Type.Object({
  correlationId: maybe(CORRELATION),
  causationId: maybe(id("What caused the message; not read.")),
  userId: maybe(id("Who caused it.")),
});

/** `data` at its place: the event publishing document's. */
export const published = (names: readonly string[], data: TSchema) =>
  Type.Object({
    eventId: ID,
    eventType: typeOf(names),
    eventVersion: maybe(Type.String({ pattern: MINOR, description: "1 and its minor versions." })),
    timestamp: WHEN,
    sourceService: maybe(text("Who sends it; not read.")),
    correlationId: maybe(CORRELATION),
    userId: maybe(id("Who caused it.")),
    data,
  });

/** The base structure of the publisher component. */
export const based = (names: readonly string[], payload: TSchema) =>
  Type.Object({
    eventId: ID,
    eventType: typeOf(names),
    aggregateId: maybe(text("Not read.")),
    aggregateType: maybe(text("Not read.")),
    timestamp: WHEN,
    version: Type.Literal(1),
    metadata: Type.Optional(Type.Unsafe<unknown>({ ...METADATA, type: ["object", "null"] })),
    payload,
  });

/** The inventory sync document's. */
export const synced = (names: readonly string[], payload: TSchema) =>
  Type.Object({
    eventId: ID,
    eventType: typeOf(names),
    timestamp: WHEN,
    version: Type.String({ pattern: MINOR }),
    payload,
  });
