import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { Failure, type FailureCode } from "../domain/failure.js";
import { RateLimited } from "./cost/rate-limited.js";
import { tooDeep } from "./limits/too-deep.js";
import { NothingYet } from "../usecases/read-events.js";

/** `extensions.code` of each failure, and the HTTP status of an answer that holds it. */
export const FAILURES: Readonly<Record<FailureCode, { readonly code: string; readonly status: number }>> = {
  UNAUTHENTICATED: { code: "UNAUTHENTICATED", status: 401 },
  // 200: the other fields of the same operation may well be answered.
  FORBIDDEN: { code: "FORBIDDEN", status: 200 },
  LIMIT_EXCEEDED: { code: "LIMIT_EXCEEDED", status: 200 },
  RATE_LIMITED: { code: "LIMIT_EXCEEDED", status: 429 },
  TIMED_OUT: { code: "TIMED_OUT", status: 504 },
  OVERLOADED: { code: "OVERLOADED", status: 503 },
  OUTCOME_UNKNOWN: { code: "OUTCOME_UNKNOWN", status: 200 },
  UNAVAILABLE: { code: "UNAVAILABLE", status: 503 },
  POSITION_UNKNOWN: { code: "POSITION_UNKNOWN", status: 200 },
  POSITION_EXPIRED: { code: "POSITION_EXPIRED", status: 200 },
};

const INTERNAL = "INTERNAL_SERVER_ERROR";
const NEUTRAL = "Something went wrong here; the log tells more by the correlation id.";

/** What the caller is told of an error: enough to act on, and nothing of our insides. */
export function toFormatted(error: unknown, formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { locations, path } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const failure = failureOf(error);
  if (failure) {
    const resume = failure instanceof NothingYet ? { resumeAfter: String(failure.resumeAfter) } : {};
    const rate = failure instanceof RateLimited ? { retryAfterSeconds: failure.retryAfterSeconds } : {};
    return {
      message: failure.message,
      ...where,
      extensions: { code: FAILURES[failure.code].code, ...resume, ...rate },
    };
  }
  if (isInternal(error)) {
    const { correlationId } = formatted.extensions ?? {};
    return {
      message: NEUTRAL,
      ...where,
      extensions: { code: INTERNAL, ...(correlationId ? { correlationId } : {}) },
    };
  }
  const code = codeOf(error) ?? "BAD_USER_INPUT";
  const message = (code === "GRAPHQL_PARSE_FAILED" && tooDeep(error)) || formatted.message;
  return { message, ...where, extensions: { ...formatted.extensions, code } };
}

/** @throws what is neither an error of GraphQL's nor a failure of ours. */
export function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof Failure) return new GraphQLError(error.message, { originalError: error });
  throw error;
}

export function statusOf(error: unknown): number {
  const failure = failureOf(error);
  return failure ? FAILURES[failure.code].status : 200;
}

/** Neither a failure with a code of ours nor a fault of the request: somebody has to look. */
export function isInternal(error: unknown): boolean {
  if (failureOf(error)) return false;
  if (!(error instanceof GraphQLError)) return true;
  if (error.originalError && !(error.originalError instanceof GraphQLError)) return true;
  if (codeOf(error) !== undefined) return false;
  // Without a path: variables that do not fit. With one: arguments that do not, or a fault of ours.
  return error.path !== undefined && !error.message.startsWith('Argument "');
}

/** So that its answer names what the log has more of. */
export function nameCorrelation(error: GraphQLError, correlationId: string): void {
  error.extensions["correlationId"] = correlationId;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof GraphQLError ? error.extensions["code"] : undefined;
  return typeof code === "string" && code !== INTERNAL ? code : undefined;
}

function failureOf(error: unknown): Failure | undefined {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  return cause instanceof Failure ? cause : undefined;
}
