import type { FailureCode } from "../domain/failure.js";

/** What WWW-Authenticate says of a refusal (RFC 6750, section 3); null: it is not for lack of a right. */
export function challengeOf(code: FailureCode, authorization: string | undefined): string | null {
  if (code === "FORBIDDEN") return 'Bearer error="insufficient_scope"';
  if (code !== "UNAUTHENTICATED") return null;
  // Who sent no bearer token is told of none.
  return /^Bearer\b/i.test(authorization ?? "") ? 'Bearer error="invalid_token"' : "Bearer";
}
