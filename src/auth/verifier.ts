import { errors, jwtVerify, type JWTPayload } from "jose";
import { Failure } from "../domain/failure.js";
import type { Instant } from "../domain/model.js";
import { toPrincipal } from "./claims.js";
import type { Principal } from "./principal.js";
import { checkKind } from "./token-kind.js";
import type { Trust } from "./trust.js";

export interface Verifier {
  /** @throws Failure UNAUTHENTICATED; UNAVAILABLE when the issuer's keys are out of reach. */
  verify(token: string): Promise<Principal>;
}

const CACHED_TOKENS = 10_000;
/** After that a token's keys are looked at again, so that they are asked for before they are too old. */
const CACHED_MS = 60_000;
/** More than any issuer writes; a header of HTTP is bounded by Node, a socket's first message is not. */
const MOST_CHARACTERS = 8_192;

interface Cached {
  readonly principal: Promise<Principal>;
  readonly revision: number;
  readonly until: Instant;
}

/** Checks signatures once; while a token is remembered, verifying it is one look-up. */
export function createVerifier(trust: Trust, now: () => Instant = Date.now): Verifier {
  const cache = new Map<string, Cached>();
  // Apart, so that tokens that turn out to be bad push out none that are good.
  const underWay = new Map<string, Promise<Principal>>();

  function remember(token: string, cached: Cached): void {
    cache.delete(token);
    const oldest = cache.size >= CACHED_TOKENS ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, cached);
  }

  function begin(token: string): Promise<Principal> {
    const revision = trust.revision();
    const principal = check(token, trust, now);
    underWay.set(token, principal);
    principal
      .then(
        ({ expiresAt }) => {
          const until = Math.min(expiresAt, trust.believedUntil(), now() + CACHED_MS);
          remember(token, { principal, revision, until });
        },
        () => cache.delete(token),
      )
      .finally(() => underWay.delete(token));
    return principal;
  }

  return {
    verify(token) {
      const cached = cache.get(token);
      if (cached && cached.until > now() && cached.revision === trust.revision()) return cached.principal;
      return underWay.get(token) ?? begin(token);
    },
  };
}

async function check(token: string, trust: Trust, now: () => Instant): Promise<Principal> {
  try {
    if (token.length > MOST_CHARACTERS) {
      throw new Failure("UNAUTHENTICATED", `The token has more than ${MOST_CHARACTERS} characters.`);
    }
    return toPrincipal(await claimsOf(token, trust, now), trust);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("UNAUTHENTICATED", reason(error), { cause: error });
  }
}

async function claimsOf(token: string, trust: Trust, now: () => Instant): Promise<JWTPayload> {
  const options = {
    issuer: trust.issuer,
    audience: trust.audience,
    algorithms: [...trust.algorithms],
    requiredClaims: ["exp"],
    clockTolerance: trust.clockSkewSeconds,
    currentDate: new Date(now()),
  };
  const verified = await jwtVerify(token, trust.keys, options).catch(async (error: unknown) => {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // The token does not say which of the issuer's keys signed it.
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  });
  checkKind(verified.protectedHeader, verified.payload);
  return verified.payload;
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
