import type { JWTVerifyGetKey } from "jose";
import type { Instant } from "../domain/model.js";
import { fetchKeys } from "./fetch-keys.js";
import { createKeySet, type KeyFault } from "./key-set.js";

/** Whose tokens are believed. */
export interface Trust {
  readonly keys: JWTVerifyGetKey;
  /** Of signatures; by names of RFC 7518. */
  readonly algorithms: readonly string[];
  readonly issuer: string;
  /** One of those that a token is for. */
  readonly audience: string;
  /** How far the issuer's clock may be from ours. */
  readonly clockSkewSeconds: number;
  /** Another number than before: the keys have changed, and tokens are to be verified again. */
  revision(): number;
  /** Until when a verified token may be believed without looking at the keys again. */
  believedUntil(): Instant;
}

export interface JwksSource {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  readonly maxAgeSeconds: number;
  readonly cooldownSeconds: number;
}

interface Watching {
  readonly now?: () => Instant;
  readonly onFault?: (fault: KeyFault) => void;
}

/** Trust in an identity provider, whose keys are fetched from its JWKS address as they are needed. */
export function trustJwks(source: JwksSource, { now = Date.now, onFault }: Watching = {}): Trust {
  const { url, issuer, audience, algorithms, clockSkewSeconds, maxAgeSeconds, cooldownSeconds } = source;
  const keys = createKeySet({
    fetch: () => fetchKeys(url),
    maxAgeMs: maxAgeSeconds * 1000,
    cooldownMs: cooldownSeconds * 1000,
    ...{ now, onFault },
  });
  return {
    ...{ keys: keys.find, issuer, audience, algorithms, clockSkewSeconds },
    ...{ revision: keys.revision, believedUntil: keys.believedUntil },
  };
}
