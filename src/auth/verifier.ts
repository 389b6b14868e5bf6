import { errors, jwtVerify, type JWTPayload } from "jose";
import { Failure } from "../domain/failure.js";
import type { Instant } from "../domain/model.js";
import { toPrincipal } from "./claims.js";
import type { Principal } from "./principal.js";
import type { Trust } from "./trust.js";

export interface Verifier {
  /** @throws Failure UNAUTHENTICATED; UNAVAILABLE when the issuer's keys are out of reach. */
  verify(token: string): Promise<Principal>;
}

/** Signatures that a public key can check: anything else would let who verifies also sign. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const CLOCK_TOLERANCE_SECONDS = 1;
const CACHED_TOKENS = 10_000;
/** So long may a key that was withdrawn still be believed. */
const CACHED_MS = 60_000;

interface Cached {
  readonly principal: Promise<Principal>;
  until: Instant;
}

/** Checks signatures once; while a token is remembered, verifying it is one look-up. */
export function createVerifier(trust: Trust, now: () => Instant = Date.now): Verifier {
  const cache = new Map<string, Cached>();

  function remember(token: string): Promise<Principal> {
    const cached: Cached = { principal: check(token, trust, now), until: now() + CACHED_MS };
    cache.delete(token);
    const oldest = cache.size >= CACHED_TOKENS ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, cached);
    cached.principal.then(
      ({ expiresAt }) => (cached.until = Math.min(cached.until, expiresAt)),
      () => cache.get(token) === cached && cache.delete(token),
    );
    return cached.principal;
  }

  return {
    verify(token) {
      const cached = cache.get(token);
      return cached !== undefined && cached.until > now() ? cached.principal : remember(token);
    },
  };
}

async function check(token: string, trust: Trust, now: () => Instant): Promise<Principal> {
  try {
    return toPrincipal(await claimsOf(token, trust, now));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("UNAUTHENTICATED", reason(error), { cause: error });
  }
}

async function claimsOf(token: string, trust: Trust, now: () => Instant): Promise<JWTPayload> {
  const options = {
    issuer: trust.issuer,
    audience: trust.audience,
    algorithms: ALGORITHMS,
    requiredClaims: ["exp"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now()),
  };
  try {
    return (await jwtVerify(token, trust.keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // The token does not say which of the issuer's keys signed it.
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Tells the token's owner what to mend, and a forger nothing that he lacks. */
function reason(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired: get a new one.";
  if (error instanceof errors.JWTClaimValidationFailed) {
    const what = error.reason === "missing" ? "is missing" : "is not the one that is accepted here";
    return `The token's claim ${error.claim} ${what}.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "The token's signing algorithm is not accepted.";
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return "The token's signature is not by a key of the accepted issuer.";
  }
  return "The token is not a JSON Web Token that can be verified.";
}

/** Whether a fresh token would help: the caller was known, but its time is over. */
export function isExpiry(error: unknown): boolean {
  return error instanceof Failure && error.cause instanceof errors.JWTExpired;
}
