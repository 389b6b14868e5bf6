import "reflect-metadata";
import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import { GraphQLDateTime, GraphQLJSON } from "graphql-scalars";

export { GraphQLDateTime, GraphQLJSON };

/** A string outside, since JSON's numbers end at 2^53; a number inside, where it is far below. */
export const GraphQLPosition = new GraphQLScalarType<number, string>({
  name: "Position",
  description: "A place in the feed: a whole number without holes, sent as a string.",
  serialize: (value) => String(value),
  parseValue: toPosition,
  parseLiteral(node) {
    if (node.kind === Kind.STRING || node.kind === Kind.INT) return toPosition(node.value);
    throw notPosition();
  },
});

function toPosition(value: unknown): number {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^\d+$/.test(text)) throw notPosition();
  const position = Number(text);
  if (!Number.isSafeInteger(position)) throw beyondAll();
  return position;
}

function notPosition(): GraphQLError {
  return new GraphQLError('A Position is a whole number from 0, sent as a string, e.g. "42".');
}

function beyondAll(): GraphQLError {
  return new GraphQLError(`A Position is at most ${Number.MAX_SAFE_INTEGER}: no feed goes further.`);
}
