import { GraphQLError } from "graphql";

/** What to say when reading a document has used up the stack; undefined: something else is wrong. */
export function tooDeep(error: unknown): string | undefined {
  if (error instanceof GraphQLError) return tooDeep(error.originalError);
  return error instanceof RangeError ? "The document is nested too deeply." : undefined;
}
