import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { calculateJwkThumbprint, exportJWK, FlattenedSign, type JSONWebKeySet, type JWK } from "jose";
import { StartError } from "../lib/start-error.js";

export const SIGNATURE_HEADER = "x-jws-signature";

/** Signs the exact bytes of messages: JWS with detached, unencoded content (RFC 7515 F, RFC 7797). */
export interface Signer {
  /** In another thread: the event loop goes on. @returns `protected..signature`. */
  sign(content: Uint8Array): Promise<string>;
  /** What consumers verify with. */
  readonly publicKeys: JSONWebKeySet;
}

/** @throws StartError in one line, unless the file is a private key that messages can be signed with. */
export async function openSigner(path: string): Promise<Signer> {
  const { key, kid: ownName } = await readKey(path);
  const alg = algorithmOf(key, path);
  const publicKey = await exportJWK(createPublicKey(key));
  const kid = ownName ?? (await calculateJwkThumbprint(publicKey));
  const header = { alg, kid, b64: false, crit: ["b64"] };
  return {
    async sign(content) {
      const signed = await new FlattenedSign(content).setProtectedHeader(header).sign(key);
      return `${signed.protected}..${signed.signature}`;
    },
    publicKeys: { keys: [{ ...publicKey, kid, alg, use: "sig" }] },
  };
}

/** PEM, or JSON when it begins as such. */
async function readKey(path: string): Promise<{ key: KeyObject; kid: string | undefined }> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw unusable(path, `cannot be read (${cause.code})`, cause);
  });
  try {
    if (!text.trimStart().startsWith("{")) return { key: createPrivateKey(text), kid: undefined };
    const jwk = JSON.parse(text) as JWK;
    return { key: createPrivateKey({ key: jwk as JsonWebKey, format: "jwk" }), kid: jwk.kid };
  } catch (cause) {
    // The cause may quote what stands in the file.
    throw unusable(path, "is no private key (JWK, or PKCS #8 PEM without a password)", cause);
  }
}

const KINDS = "Ed25519, EC P-256, or RSA of 2048 bits and more";

function algorithmOf(key: KeyObject, path: string): string {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ed25519") return "EdDSA";
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return "ES256";
  if (key.asymmetricKeyType === "rsa" && modulusLength >= 2048) return "RS256";
  throw unusable(path, `is a key of another kind than ${KINDS}`);
}

function unusable(path: string, why: string, cause?: unknown): StartError {
  return new StartError(`EVENT_SIGNING_KEY: ${path} ${why}.`, { cause });
}
