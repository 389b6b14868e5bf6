import type { GraphQLError, GraphQLFormattedError } from "graphql";
import type { Logger } from "../lib/logger.js";
import type { Asking } from "./asking.js";
import { isInternal, nameCorrelation, toFormatted } from "./errors.js";
import { withoutSuggestion } from "./suggestions.js";

/** What the caller is told of errors; what somebody has to look at is logged. */
export type ErrorFormat = (
  errors: readonly GraphQLError[],
  correlationId?: string,
) => readonly GraphQLFormattedError[];

/** For what Apollo does not answer. */
export function createErrorFormat(
  logger: Logger,
  { suggestions }: Pick<Asking, "suggestions"> = { suggestions: true },
): ErrorFormat {
  return (errors, correlationId) =>
    errors.map((error) => {
      if (isInternal(error)) {
        if (correlationId !== undefined) nameCorrelation(error, correlationId);
        logger.error({ err: error.originalError ?? error, correlationId }, "A request failed");
      }
      const told = toFormatted(error, error.toJSON());
      return suggestions ? told : withoutSuggestion(told);
    });
}
