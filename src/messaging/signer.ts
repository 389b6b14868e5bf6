import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { calculateJwkThumbprint, exportJWK, FlattenedSign, type JSONWebKeySet, type JWK } from "jose";
import { StartError } from "../lib/start-error.js";

export const SIGNATURE_HEADER = "x-jws-signature";

/** Signs the exact bytes of messages: JWS with detached, unencoded content (RFC 7515 F, RFC 7797). */
export interface Signer {
  /** In another thread: the event loop goes on. @returns `protected..signature`. */
  sign(content: Uint8Array): Promise<string>;
  /** What consumers verify with: the key that signs, and those that have signed. */
  readonly publicKeys: JSONWebKeySet;
}

/**
 * The first key signs. The public parts of all are told, also of those that have no private part:
 * what an earlier key has signed can be verified as long as it stands behind the new one.
 *
 * @throws StartError in one line, unless the file has a private key that messages can be signed with.
 */
export async function openSigner(path: string): Promise<Signer> {
  const keys = await readKeys(path);
  const publicKeys = await Promise.all(keys.map((key) => published(key, path)));
  const signing = keys.findIndex(({ key }) => key.type === "private");
  const [key, named] = [keys[signing]?.key, publicKeys[signing]];
  if (!key || !named) throw unusable(path, "has no private key to sign with");
  const names = new Set(publicKeys.map(({ kid }) => kid));
  if (names.size < publicKeys.length) throw unusable(path, "has two keys of one name (kid)");
  const header = { alg: named.alg, kid: named.kid, b64: false, crit: ["b64"] };
  return {
    async sign(content) {
      const signed = await new FlattenedSign(content).setProtectedHeader(header).sign(key);
      return `${signed.protected}..${signed.signature}`;
    },
    publicKeys: { keys: publicKeys },
  };
}

interface Key {
  readonly key: KeyObject;
  readonly kid: string | undefined;
}

async function published({ key, kid }: Key, path: string) {
  const alg = algorithmOf(key, path);
  const publicKey = await exportJWK(key.type === "private" ? createPublicKey(key) : key);
  return { ...publicKey, kid: kid ?? (await calculateJwkThumbprint(publicKey)), alg, use: "sig" };
}

/** PEM, or JSON when it begins as such: one key, or a set of them. */
async function readKeys(path: string): Promise<readonly Key[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw unusable(path, `cannot be read (${cause.code})`, cause);
  });
  try {
    if (!text.trimStart().startsWith("{")) return [{ key: createPrivateKey(text), kid: undefined }];
    const json = JSON.parse(text) as JWK | JSONWebKeySet;
    if (isKeySet(json)) return json.keys.map((jwk) => keyOf(jwk));
    return [{ key: createPrivateKey({ key: json as JsonWebKey, format: "jwk" }), kid: json.kid }];
  } catch (cause) {
    // The cause may quote what stands in the file.
    throw unusable(path, "is no private key (JWK, JWK set, or PEM without a password)", cause);
  }
}

function isKeySet(json: JWK | JSONWebKeySet): json is JSONWebKeySet {
  return Array.isArray((json as Partial<JSONWebKeySet>).keys);
}

function keyOf(jwk: JWK): Key {
  const create = jwk.d === undefined ? createPublicKey : createPrivateKey;
  return { key: create({ key: jwk as JsonWebKey, format: "jwk" }), kid: jwk.kid };
}

const KINDS = "Ed25519, EC P-256, or RSA of 2048 bits and more";

function algorithmOf(key: KeyObject, path: string): string {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ed25519") return "EdDSA";
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return "ES256";
  if (key.asymmetricKeyType === "rsa" && modulusLength >= 2048) return "RS256";
  throw unusable(path, `has a key of another kind than ${KINDS}`);
}

function unusable(path: string, why: string, cause?: unknown): StartError {
  return new StartError(`EVENT_SIGNING_KEY: ${path} ${why}.`, { cause });
}
