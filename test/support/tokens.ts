import { importJWK, SignJWT, type JWK } from "jose";
import { EMBEDDED_AUDIENCE, EMBEDDED_ISSUER, openEmbeddedIssuer } from "../../src/auth/embedded-issuer.js";
import type { JwksSource } from "../../src/auth/trust.js";
import { readConfig } from "../../src/config.js";
import type { SigningKey } from "../../src/ports/signing-keys.js";
import { query } from "./services.js";

/** The key that the embedded issuer of a started service signs with. */
export async function signingKeyOf(databaseUrl: string): Promise<SigningKey> {
  const [found] = await query<{ jwk: SigningKey }>(databaseUrl, "SELECT jwk FROM signing_key");
  if (!found) throw new Error("The service has no signing key yet");
  return found.jwk;
}

/** An administrator's token of that issuer, with a lifetime of the test's choice. */
export async function tokenLasting(databaseUrl: string, ttlSeconds: number): Promise<string> {
  const key = await signingKeyOf(databaseUrl);
  const issuer = await openEmbeddedIssuer({ load: async () => key, save: async () => key });
  return (await issuer.issue({ role: "admin", ttlSeconds })).token;
}

/** A token by a key and with claims of the test's choice; else as the issuer would make it. */
export async function forge(
  jwk: SigningKey,
  over: { alg?: string; key?: Uint8Array; claims?: Record<string, unknown> } = {},
): Promise<string> {
  const { alg = "ES256", key = await importJWK(jwk as JWK, alg), claims = {} } = over;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    ...{ iss: EMBEDDED_ISSUER, aud: EMBEDDED_AUDIENCE, sub: "admin", roles: ["admin"] },
    ...{ iat: now, exp: now + 3_600 },
    ...claims,
  })
    .setProtectedHeader({ alg, kid: jwk.kid })
    .sign(key);
}

/** As if no signature were needed. */
export function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: EMBEDDED_ISSUER, aud: EMBEDDED_AUDIENCE, sub: "admin", roles: ["admin"] };
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  return `${part({ alg: "none" })}.${part({ ...claims, exp })}.`;
}

/** An issuer's keys by address, read as a service does that is given no other settings. */
export function jwksSource(source: { url: string; issuer: string; audience: string }): JwksSource {
  const { url, issuer, audience } = source;
  const config = readConfig({ AUTH_JWKS_URL: url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience });
  if (config.auth.kind !== "jwks") throw new Error("There is no other issuer");
  return config.auth;
}
