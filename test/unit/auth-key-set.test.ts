import { beforeEach, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { createKeySet, type KeyFault, type KeySet } from "../../src/auth/key-set.js";
import type { Trust } from "../../src/auth/trust.js";
import { createVerifier, type Verifier } from "../../src/auth/verifier.js";

const MAX_AGE_MS = 300_000;
const COOLDOWN_MS = 10_000;

interface Key {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function newKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }, privateKey };
}

/** What the issuer publishes now; null: it is away. */
let published: readonly Key[] | null;
let asked: number;
let now: number;
let faults: KeyFault[];
let keys: KeySet;
let verifier: Verifier;
let [first, second]: Key[] = [];

beforeEach(async () => {
  [first, second] = [await newKey("first"), await newKey("second")];
  [published, asked, now, faults] = [[first], 0, Date.now(), []];
  keys = createKeySet({
    async fetch() {
      asked += 1;
      await Promise.resolve();
      if (!published) throw new Error("away");
      return { keys: published.map(({ jwk }) => jwk) };
    },
    maxAgeMs: MAX_AGE_MS,
    cooldownMs: COOLDOWN_MS,
    now: () => now,
    onFault: (fault) => void faults.push(fault),
  });
  const trust: Trust = {
    ...{ keys: keys.find, revision: keys.revision, believedUntil: keys.believedUntil },
    ...{ algorithms: ["ES256"], issuer: "i", audience: "a", clockSkewSeconds: 0 },
  };
  verifier = createVerifier(trust, () => now);
});

const tokenBy = ({ privateKey, jwk }: Key, kid = jwk.kid as string): Promise<string> =>
  new SignJWT({ iss: "i", aud: "a", sub: "s", exp: Math.floor(now / 1000) + 86_400 })
    .setProtectedHeader({ alg: "ES256", kid })
    .sign(privateKey);
const accepted = async (token: string) =>
  expect(verifier.verify(token)).resolves.toMatchObject({ subject: "s" });
const refused = async (token: string, code = "UNAUTHENTICATED") =>
  expect(verifier.verify(token)).rejects.toMatchObject({ code });

describe("an issuer's keys", () => {
  it("when many tokens come at once, then the issuer is asked once", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenBy(first as Key)));
    await Promise.all(tokens.map(accepted));
    expect(asked).toBe(1);
  });

  it("when a token names a key that was published later, then it is fetched", async () => {
    await accepted(await tokenBy(first as Key));
    published = [first as Key, second as Key];
    now += COOLDOWN_MS;
    await accepted(await tokenBy(second as Key));
    expect(asked).toBe(2);
  });

  it("when forged tokens name keys without end, then the issuer is asked once in a cooldown", async () => {
    await accepted(await tokenBy(first as Key));
    for (let round = 1; round <= 3; round += 1) {
      now += COOLDOWN_MS;
      for (let each = 0; each < 20; each += 1) await refused(await tokenBy(second as Key, `forged-${each}`));
      expect(asked).toBe(1 + round);
    }
    await accepted(await tokenBy(first as Key));
  });

  it("when a key is withdrawn, then a token by it is refused once the max age is over, though it is remembered", async () => {
    const token = await tokenBy(first as Key);
    await accepted(token);
    published = [second as Key];
    now += MAX_AGE_MS - 1;
    // Whoever comes shortly before is not made to wait for the answer.
    await accepted(token);
    now += 1;
    await refused(token);
    await accepted(await tokenBy(second as Key));
  });

  it("when another token brings the news that a key was withdrawn, then remembered ones are refused at once", async () => {
    const token = await tokenBy(first as Key);
    await accepted(token);
    published = [second as Key];
    now += COOLDOWN_MS;
    await accepted(token);
    await accepted(await tokenBy(second as Key));
    await refused(token);
  });

  it("when keys are half as old as they may be, then they are fetched while nobody waits", async () => {
    await accepted(await tokenBy(first as Key));
    now += MAX_AGE_MS / 2;
    await accepted(await tokenBy(first as Key));
    expect(asked).toBe(2);
    now += MAX_AGE_MS / 2;
    const before = asked;
    await accepted(await tokenBy(first as Key));
    expect(asked).toBe(before + 1);
  });

  it("when the issuer is away for a day, then its keys go on being believed, and it is asked once in a cooldown", async () => {
    const token = await tokenBy(first as Key);
    await accepted(token);
    published = null;
    now += MAX_AGE_MS;
    await accepted(token);
    expect(faults).toEqual([{ error: new Error("away"), known: true }]);
    for (let each = 0; each < 20; each += 1) await accepted(await tokenBy(first as Key));
    expect(asked).toBe(2);
    now += 12 * 3_600_000;
    await accepted(token);
    // What it would say to a key that we do not know, nobody can tell.
    await refused(await tokenBy(second as Key), "UNAVAILABLE");
    published = [second as Key];
    now += COOLDOWN_MS;
    await accepted(await tokenBy(second as Key));
    await refused(token);
  });

  it("when the issuer was never there, then UNAVAILABLE, and a second later it is asked again", async () => {
    published = null;
    const token = await tokenBy(first as Key);
    for (let each = 0; each < 5; each += 1) await refused(token, "UNAVAILABLE");
    expect(asked).toBe(1);
    published = [first as Key];
    now += 1_000;
    await accepted(token);
  });
});
