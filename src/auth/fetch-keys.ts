import type { JSONWebKeySet } from "jose";

const TIMEOUT_MS = 3_000;
const MOST_BYTES = 262_144;
/** A token that names no key is tried with each of them. */
const MOST_KEYS = 100;

/** @throws Error when there is no answer in time, or none that can be a key set. */
export async function fetchKeys(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // Where it leads is not what the operator has named.
    redirect: "manual",
    headers: { accept: "application/json, application/jwk-set+json" },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}, not 200.`);
  }
  const set: unknown = JSON.parse(await bounded(response, url));
  const keys = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error(`${url} answered no JSON Web Key Set.`);
  if (keys.length > MOST_KEYS)
    throw new Error(`${url} answered ${keys.length} keys, more than ${MOST_KEYS}.`);
  return set as JSONWebKeySet;
}

async function bounded({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop hangs up.
    if (bytes > MOST_BYTES) throw new Error(`${url} answered more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
