import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { Failure } from "../domain/failure.js";
import type { Instant } from "../domain/model.js";

export interface KeyFault {
  readonly error: unknown;
  /** Whether keys that were fetched before go on being believed. */
  readonly known: boolean;
}

export interface KeySetOptions {
  readonly fetch: () => Promise<JSONWebKeySet>;
  /** So old may keys be, unless the issuer is away: then a withdrawn one is disbelieved. */
  readonly maxAgeMs: number;
  /** Between two questions to the issuer, so that forged tokens cannot make us ask for each. */
  readonly cooldownMs: number;
  readonly now: () => Instant;
  /** Each time that keys could not be fetched. */
  readonly onFault: ((fault: KeyFault) => void) | undefined;
}

export interface KeySet {
  /** @throws Failure UNAVAILABLE when the issuer is away and the key is not among those that are known. */
  readonly find: JWTVerifyGetKey;
  revision(): number;
  believedUntil(): Instant;
}

/** While nothing is known yet, nobody gets in: it is asked again sooner. */
const FIRST_COOLDOWN_MS = 1_000;

/**
 * An issuer's keys, fetched as they are needed: when there are none yet, when they are old, and
 * when a token names one that is not among them. They outlive an outage of the issuer.
 */
export function createKeySet({ fetch, maxAgeMs, cooldownMs, now, onFault }: KeySetOptions): KeySet {
  let known: { readonly text: string; readonly find: JWTVerifyGetKey } | null = null;
  let fault: { readonly error: unknown } | null = null;
  let revision = 0;
  let [fetchedAt, askedAt] = [-Infinity, -Infinity];
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    askedAt = now();
    try {
      const set = await fetch();
      const text = JSON.stringify(set);
      if (text !== known?.text) {
        known = { text, find: createLocalJWKSet(set) };
        revision += 1;
      }
      // What was withdrawn while it was on its way, it may still have had.
      fetchedAt = askedAt;
      fault = null;
    } catch (error) {
      fault = { error };
      askedAt = now();
      onFault?.({ error, known: known !== null });
    }
    asking = null;
  }

  function refresh(): Promise<void> | null {
    const pause = known ? cooldownMs : Math.min(cooldownMs, FIRST_COOLDOWN_MS);
    if (!asking && now() - askedAt >= pause) asking = ask();
    return asking;
  }

  function away(): Failure {
    const message = "The token's issuer cannot be reached to verify it.";
    return new Failure("UNAVAILABLE", message, { cause: fault?.error });
  }

  return {
    revision: () => revision,
    believedUntil: () => Math.max(fetchedAt + maxAgeMs, fault ? askedAt + cooldownMs : -Infinity),
    async find(header, token) {
      const age = now() - fetchedAt;
      // Early enough that nobody has to wait where requests are many; nor does anybody for an issuer that is away.
      if (age >= maxAgeMs / 2) {
        const refreshing = refresh();
        if (known === null || (age >= maxAgeMs && fault === null)) await refreshing;
      }
      if (known === null) throw away();
      const before = known;
      try {
        return await before.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        if (known !== before) return known.find(header, token);
        // It may be a key that the issuer could not tell us of.
        throw fault ? away() : error;
      }
    },
  };
}
