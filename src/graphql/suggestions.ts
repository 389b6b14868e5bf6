import type { GraphQLFormattedError } from "graphql";

const BEGINS = "Did you mean ";

/** What graphql-js supposes was meant names parts of the schema: cut off, for who is not to know them. */
export function withoutSuggestion<E extends GraphQLFormattedError>(error: E): E {
  const { message } = error;
  const at = message.endsWith("?") ? message.lastIndexOf(BEGINS) : -1;
  return at < 0 ? error : { ...error, message: message.slice(0, at).trimEnd() };
}
