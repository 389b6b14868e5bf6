import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
} from "jose";
import type { SigningKey, SigningKeys } from "../ports/signing-keys.js";
import { ROLE_SCOPES, type Role } from "./rights.js";
import type { Trust } from "./trust.js";

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Space separated, as in the token. */
  readonly scope: string;
}

/** A token issuer for development, whose word counts only in its own database's services. */
export interface EmbeddedIssuer {
  readonly trust: Trust;
  /** `warehouses`: codes or ids to confine the token to. */
  issue(request: { role: Role; warehouses?: readonly string[]; ttlSeconds?: number }): Promise<IssuedToken>;
}

export const EMBEDDED_ISSUER = "urn:stockfeed:embedded-issuer";
export const EMBEDDED_AUDIENCE = "stockfeed";
const ALGORITHM = "ES256";
const TTL_SECONDS = 3_600;
const CLOCK_SKEW_SECONDS = 1;

export async function openEmbeddedIssuer(signingKeys: SigningKeys): Promise<EmbeddedIssuer> {
  const jwk = (await signingKeys.load()) ?? (await signingKeys.save(await newKey()));
  const key = await importJWK(jwk as JWK, ALGORITHM);
  const { d: _secret, ...publicKey } = jwk as JWK;
  return {
    trust: {
      keys: createLocalJWKSet({ keys: [publicKey] }),
      algorithms: [ALGORITHM],
      issuer: EMBEDDED_ISSUER,
      audience: EMBEDDED_AUDIENCE,
      clockSkewSeconds: CLOCK_SKEW_SECONDS,
      // Its one key stays.
      revision: () => 0,
      believedUntil: () => Infinity,
    },
    async issue({ role, warehouses, ttlSeconds = TTL_SECONDS }) {
      const scope = ROLE_SCOPES[role].join(" ");
      const token = await new SignJWT({ scope, roles: [role], ...(warehouses && { warehouses }) })
        .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid, typ: "JWT" })
        .setIssuer(EMBEDDED_ISSUER)
        .setAudience(EMBEDDED_AUDIENCE)
        .setSubject(role)
        .setIssuedAt()
        .setExpirationTime(`${ttlSeconds}s`)
        .sign(key);
      return { token, expiresInSeconds: ttlSeconds, scope };
    },
  };
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: "sig" };
}
