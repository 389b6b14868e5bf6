import type { FailureCode } from "../domain/failure.js";

export const STATUS: Readonly<Record<FailureCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  LIMIT_EXCEEDED: 422,
  OVERLOADED: 503,
  OUTCOME_UNKNOWN: 504,
  UNAVAILABLE: 503,
  POSITION_UNKNOWN: 422,
  POSITION_EXPIRED: 410,
};
