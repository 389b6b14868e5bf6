import type { JWTHeaderParameters, JWTPayload } from "jose";
import { Failure } from "../domain/failure.js";

/** RFC 9068's, and what issuers write that do not follow it. */
const ACCESS = ["jwt", "application/jwt", "at+jwt", "application/at+jwt"];
/** Keycloak's claim `typ`, and Cognito's `token_use`. */
const OTHER_KINDS = ["id", "refresh", "offline", "logout"];

/**
 * An issuer signs more than access tokens with the same keys, which are for others to see.
 *
 * @throws Failure UNAUTHENTICATED when it is certainly no access token.
 */
export function checkKind({ typ }: JWTHeaderParameters, claims: JWTPayload): void {
  const isOther =
    (typ !== undefined && !ACCESS.includes(String(typ).toLowerCase())) ||
    [claims["typ"], claims["token_use"]].some((kind) => OTHER_KINDS.includes(String(kind).toLowerCase())) ||
    // By OpenID Connect in ID tokens alone.
    ["at_hash", "c_hash", "s_hash"].some((claim) => claims[claim] !== undefined);
  if (isOther) throw new Failure("UNAUTHENTICATED", "The token is no access token but one of another kind.");
}
