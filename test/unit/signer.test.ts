import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { createLocalJWKSet, exportJWK, flattenedVerify } from "jose";
import { StartError } from "../../src/lib/start-error.js";
import { createEventWriter } from "../../src/messaging/event-writer.js";
import { openSigner, type Signer } from "../../src/messaging/signer.js";
import { eventsFrom } from "../contract/sample-events.js";

const folder = mkdtempSync(join(tmpdir(), "stockfeed-signer-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string): string {
  const path = join(folder, `key-${++files}`);
  writeFileSync(path, text);
  return path;
}

const ed25519 = generateKeyPairSync("ed25519");
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key: KeyObject) =>
  String(key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }));
const jwk = async (key: KeyObject, more: object = {}) =>
  JSON.stringify({ ...(await exportJWK(key)), ...more });

async function verify(signer: Signer, content: Uint8Array, header: string) {
  const [protectedHeader = "", payload, signature = ""] = header.split(".");
  expect(payload).toBe("");
  const jws = { protected: protectedHeader, payload: content, signature };
  return flattenedVerify(jws, createLocalJWKSet(signer.publicKeys));
}

it.each([
  ["EdDSA", "PEM", () => pem(ed25519.privateKey)],
  ["ES256", "PEM", () => pem(p256.privateKey)],
  ["RS256", "PEM", () => pem(rsa.privateKey)],
  ["EdDSA", "JWK", () => jwk(ed25519.privateKey)],
  ["ES256", "JWK", () => jwk(p256.privateKey)],
  ["RS256", "JWK", () => jwk(rsa.privateKey)],
])("when the key is of %s as %s, then what it signs is verified by its public part alone", async (...row) => {
  const [alg, , key] = row;
  const signer = await openSigner(file(await key()));
  const content = Buffer.from('{"position":"1"}');

  const header = await signer.sign(content);

  const { protectedHeader } = await verify(signer, content, header);
  const [published] = signer.publicKeys.keys;
  expect(protectedHeader).toEqual({ alg, kid: published?.kid, b64: false, crit: ["b64"] });
  expect(published).not.toHaveProperty("d");
  await expect(verify(signer, Buffer.from('{"position":"2"}'), header)).rejects.toThrow(
    /verification failed/,
  );
});

it.each([
  ["PKCS #1", "RS256", () => rsa.privateKey.export({ format: "pem", type: "pkcs1" })],
  ["SEC1", "ES256", () => p256.privateKey.export({ format: "pem", type: "sec1" })],
])("when the key is PEM as of %s, then it is taken, too", async (_form, alg, text) => {
  const signer = await openSigner(file(String(text())));

  expect(signer.publicKeys.keys).toMatchObject([{ alg }]);
});

const keySet = async (...keys: Promise<string>[]) =>
  JSON.stringify({ keys: (await Promise.all(keys)).map((text) => JSON.parse(text) as object) });

it("when a new key stands before the old one, then it signs, and what the old one has signed is still verified", async () => {
  const content = Buffer.from('{"position":"1"}');
  const old = await openSigner(file(await jwk(ed25519.privateKey)));
  const before = await old.sign(content);

  const signer = await openSigner(
    file(await keySet(jwk(p256.privateKey, { kid: "new" }), jwk(ed25519.publicKey))),
  );
  const after = await signer.sign(content);

  expect((await verify(signer, content, before)).protectedHeader).toMatchObject({ alg: "EdDSA" });
  expect((await verify(signer, content, after)).protectedHeader).toMatchObject({ alg: "ES256", kid: "new" });
});

it("when a set has public keys before private ones, then the first private one signs, and no private part is told", async () => {
  const keys = [jwk(rsa.publicKey), jwk(p256.privateKey), jwk(ed25519.privateKey)];
  const signer = await openSigner(file(await keySet(...keys)));
  const content = Buffer.from("{}");

  const { protectedHeader } = await verify(signer, content, await signer.sign(content));

  expect(protectedHeader).toMatchObject({ alg: "ES256" });
  expect(signer.publicKeys.keys.map(({ alg }) => alg)).toEqual(["RS256", "ES256", "EdDSA"]);
  for (const key of signer.publicKeys.keys) {
    for (const secret of ["d", "p", "q", "dp", "dq", "qi"]) expect(key).not.toHaveProperty(secret);
  }
});

it("when a JWK has a name, then it keeps it", async () => {
  const signer = await openSigner(file(await jwk(p256.privateKey, { kid: "mine" })));

  expect(signer.publicKeys.keys[0]).toMatchObject({ kid: "mine", alg: "ES256", use: "sig" });
});

it.each([
  ["is not there", "cannot be read (ENOENT)", () => join(folder, "none")],
  ["is a folder", "cannot be read (EISDIR)", () => folder],
  ["is a public JWK", "is no private key", async () => file(await jwk(ed25519.publicKey))],
  ["is a public PEM", "is no private key", () => file(pem(rsa.publicKey))],
  ["is a set of public keys", "has no private key", async () => file(await keySet(jwk(rsa.publicKey)))],
  ["is an empty set", "has no private key", () => file('{"keys":[]}')],
  ["is a set of what is no key", "is no private key", () => file('{"keys":["hunter2", null]}')],
  [
    "has two keys of one name",
    "two keys of one name",
    async () => file(await keySet(jwk(rsa.privateKey, { kid: "a" }), jwk(p256.privateKey, { kid: "a" }))),
  ],
  ["is no key", "is no private key", () => file("secret: hunter2")],
  ["is broken JSON", "is no private key", () => file('{"kty":"OKP","d":"hunter2"')],
  [
    "has a password",
    "is no private key",
    () =>
      file(
        String(
          p256.privateKey.export({
            format: "pem",
            type: "pkcs8",
            cipher: "aes-256-cbc",
            passphrase: "hunter2",
          }),
        ),
      ),
  ],
  ["is of another curve", "another kind", () => file(pem(generateKeyPairSync("ed448").privateKey))],
  [
    "is too short",
    "another kind",
    () => file(pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey)),
  ],
])("when the file %s, then the start stops with one line that %s", async (_what, told, path) => {
  const error = await openSigner(await path()).catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(StartError);
  const { message } = error as StartError;
  expect(message).toContain("EVENT_SIGNING_KEY");
  expect(message).toContain(told);
  expect(message).not.toMatch(/\n|hunter2/);
});

it("when a batch is signed, then it keeps its order, and the event loop goes on meanwhile", async () => {
  const signer = await openSigner(file(pem(rsa.privateKey)));
  const write = createEventWriter(signer);
  const events = eventsFrom(1, 500);
  let turns = 0;
  const counting = setInterval(() => turns++, 0);

  const written = await write(events, ["canonical"]);
  clearInterval(counting);

  const ids = written.map((each) =>
    "messages" in each ? each.messages[0]?.properties.messageId : each.fault,
  );
  expect(ids).toEqual(events.map(({ eventId }) => eventId));
  // Signed in one go there would be none; how many there are is the machine's affair.
  expect(turns).toBeGreaterThan(0);
});
