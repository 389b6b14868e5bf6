import type { FailureCode } from "../domain/failure.js";
import type { RefusalCode } from "../domain/refusal.js";

/** What is wrong with a request before it is anybody's business what it asks for. */
type RequestCode =
  | "BAD_REQUEST"
  | "METHOD_NOT_ALLOWED"
  | "PAYLOAD_TOO_LARGE"
  | "URI_TOO_LONG"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "INTERNAL_SERVER_ERROR";

export type ProblemCode = FailureCode | RefusalCode | RequestCode;

export interface ProblemKind {
  /** HTTP's. */
  readonly status: number;
  /** The same for every problem of the kind. */
  readonly title: string;
  /** For whoever meets it, and has to act. */
  readonly meaning: string;
}

/** Whatever an answer that is not GraphQL may be refused with. */
export const PROBLEM_KINDS: Readonly<Record<ProblemCode, ProblemKind>> = {
  BAD_REQUEST: kind(400, "The request is malformed", "It cannot be read: its JSON, its address or a header."),
  UNAUTHENTICATED: kind(401, "A token is needed", "No bearer token, or none that can be trusted."),
  FORBIDDEN: kind(403, "The token does not allow it", "The detail names the scope that is lacking."),
  NOT_FOUND: kind(404, "There is no such thing", "Unknown, or in a warehouse that the token does not reach."),
  METHOD_NOT_ALLOWED: kind(405, "Not by this method", "The header Allow names the methods that there are."),
  INSUFFICIENT_STOCK: kind(
    409,
    "Not enough in stock",
    "`requested` units were asked for, and `available` could be had.",
  ),
  STALE_VERSION: kind(
    409,
    "The item has changed meanwhile",
    "It has another version than was expected, and `current` is what it is now. 412 where If-Match said which.",
  ),
  STALE_QUANTITY: kind(409, "The quantity has changed meanwhile", "It is not what the request took it for."),
  DISCONTINUED: kind(409, "The item is discontinued", "Nothing more can be reserved of it."),
  RESERVATION_CLOSED: kind(409, "Nothing is held any more", "It was sold, given back or has expired."),
  ALREADY_EXISTS: kind(409, "There is one already", "Under the same id or code."),
  POSITION_EXPIRED: kind(410, "The feed begins later", "It does not reach back to that position any more."),
  PAYLOAD_TOO_LARGE: kind(413, "The body is too large", "Nothing of it was looked at."),
  URI_TOO_LONG: kind(414, "The address is too long", "An id in it has more characters than any id."),
  UNSUPPORTED_MEDIA_TYPE: kind(
    415,
    "Not a media type for this",
    "Most bodies are application/json, in UTF-8.",
  ),
  INVALID_INPUT: kind(
    422,
    "The input is not valid",
    "`errors` names every field that is not as it should be.",
  ),
  INVALID_QUANTITY: kind(
    422,
    "Not a valid quantity",
    "A whole number within the bounds that the detail names.",
  ),
  IDEMPOTENCY_KEY_REUSED: kind(
    422,
    "The Idempotency-Key belongs to another request",
    "The same client sent it with something else within the last 24 hours.",
  ),
  LIMIT_EXCEEDED: kind(422, "Too much at once", "The detail names the limit."),
  POSITION_UNKNOWN: kind(422, "The feed ends before", "It has not come to that position."),
  RATE_LIMITED: kind(429, "Too many requests", "Nothing was done; send it again after Retry-After seconds."),
  INTERNAL_SERVER_ERROR: kind(500, "A fault of the service", "Its log has more by the correlation id."),
  OVERLOADED: kind(503, "Too much is waiting", "Nothing was done; send it again after Retry-After seconds."),
  UNAVAILABLE: kind(
    503,
    "A part is out of reach",
    "Nothing was done; send it again after Retry-After seconds.",
  ),
  TIMED_OUT: kind(504, "It took too long", "Nothing was changed."),
  OUTCOME_UNKNOWN: kind(
    504,
    "Nobody knows whether it was done",
    "The connection was lost while it was committed. Sent again with the same Idempotency-Key, it is done once.",
  ),
};

function kind(status: number, title: string, meaning: string): ProblemKind {
  return { status, title, meaning };
}

/** Where the kind is described; the `type` of its problems. */
export function typeOf(code: ProblemCode): string {
  return `/problems/${code.toLowerCase().replaceAll("_", "-")}`;
}
