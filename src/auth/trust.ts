import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { Failure } from "../domain/failure.js";

/** Whose tokens are believed. */
export interface Trust {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
}

const FETCH_TIMEOUT_MS = 3_000;

/** Trust in an identity provider, whose keys are fetched from its JWKS address as they are needed. */
export function trustJwks(source: { url: string; issuer: string; audience: string }): Trust {
  const remote = createRemoteJWKSet(new URL(source.url), { timeoutDuration: FETCH_TIMEOUT_MS });
  const keys: JWTVerifyGetKey = async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      // Keys that were fetched once outlive an outage of the provider.
      const known = remote.jwks();
      if (known) return createLocalJWKSet(known)(header, token);
      throw new Failure("UNAVAILABLE", "The token's issuer cannot be reached to verify it.", {
        cause: error,
      });
    }
  };
  return { keys, issuer: source.issuer, audience: source.audience };
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
