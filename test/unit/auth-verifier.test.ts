import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { importJWK, SignJWT, UnsecuredJWT, type JWK } from "jose";
import { OAuth2Server } from "oauth2-mock-server";
import { trustJwks, type Trust } from "../../src/auth/trust.js";
import { createVerifier, isExpiry } from "../../src/auth/verifier.js";
import { jwksSource } from "../support/tokens.js";

const AUDIENCE = "stockfeed";
const provider = new OAuth2Server();
let trust: Trust;

beforeAll(async () => {
  await provider.issuer.keys.generate("RS256");
  await provider.start(0, "127.0.0.1");
  const issuer = provider.issuer.url as string;
  trust = trustJwks(jwksSource({ url: `${issuer}/jwks`, issuer, audience: AUDIENCE }));
});

afterAll(() => provider.stop());

/** A token of the provider, with its claims changed. */
const token = (change: Record<string, unknown> = {}) =>
  provider.issuer.buildToken({
    scopesOrTransform: (_header, payload) => {
      Object.assign(payload, { sub: "checkout", aud: AUDIENCE, scope: "inventory:read" }, change);
    },
  });

const kid = () => provider.issuer.keys.toJSON()[0]?.kid as string;
const privateKey = (alg = "RS256") => importJWK(provider.issuer.keys.get(kid()) as JWK, alg);
const CLAIMS = () => ({ sub: "checkout", aud: AUDIENCE, exp: seconds() + 600 });
/** One of the provider's key, with a header and claims of the test's choice. */
const signed = async (header: Record<string, unknown>, claims: Record<string, unknown> = {}) =>
  new SignJWT({ ...CLAIMS(), iss: trust.issuer, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: kid(), ...header })
    .sign(await privateKey());

const seconds = () => Math.floor(Date.now() / 1000);
const refused = async (bad: string | Promise<string>) =>
  expect(createVerifier(trust).verify(await bad)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });

describe("tokens of an identity provider", () => {
  it("when a token is good, then it speaks for its subject with its scopes", async () => {
    const exp = seconds() + 600;
    const warehouses = ["EAST", "0199AA00-0000-7000-8000-00000000000F"];
    const principal = await createVerifier(trust).verify(await token({ exp, warehouses }));
    expect(principal).toEqual({
      subject: "checkout",
      scopes: new Set(["inventory:read"]),
      // An id is the same in either case, a code is not.
      warehouses: ["EAST", "0199aa00-0000-7000-8000-00000000000f"],
      expiresAt: (exp + trust.clockSkewSeconds) * 1000,
    });
  });

  it.each([
    ["role", { role: "order-service" }],
    ["roles", { roles: ["ORDER_SERVICE"] }],
    ["realm_access", { realm_access: { roles: ["offline_access", "order-service"] } }],
    ["resource_access", { resource_access: { [AUDIENCE]: { roles: ["order-service"] } } }],
    ["scp", { scp: ["inventory:read", "inventory:reserve"] }],
    ["permissions", { permissions: ["inventory:read", "inventory:reserve"] }],
    ["roles, named as scopes are,", { roles: ["inventory:read", "inventory:reserve"] }],
  ])("when rights come by the claim %s, then they count", async (_name, claims) => {
    const principal = await createVerifier(trust).verify(await token({ scope: undefined, ...claims }));
    expect([...principal.scopes].sort()).toEqual(["inventory:read", "inventory:reserve"]);
  });

  it("when a client has roles with another service, then they count for nothing here", async () => {
    const claims = { resource_access: { "another-service": { roles: ["admin"] } } };
    expect((await createVerifier(trust).verify(await token(claims))).scopes).toEqual(
      new Set(["inventory:read"]),
    );
  });

  it("when a token is for several audiences, then one of them is enough", async () => {
    const principal = createVerifier(trust).verify(await token({ aud: ["another", AUDIENCE] }));
    await expect(principal).resolves.toMatchObject({ subject: "checkout" });
    await refused(token({ aud: ["another", "a-third"] }));
    await refused(token({ aud: [] }));
  });

  it("when the issuer's clock is off by the skew, then its tokens are good; by more, they are not", async () => {
    const { clockSkewSeconds: skew } = trust;
    const good = { nbf: seconds() + skew - 1, exp: seconds() + 60 };
    await expect(createVerifier(trust).verify(await token(good))).resolves.toBeDefined();
    await expect(
      createVerifier(trust).verify(await token({ exp: seconds() - skew + 2 })),
    ).resolves.toBeDefined();
    await refused(token({ exp: seconds() - skew - 1 }));
    await refused(token({ nbf: seconds() + skew + 30 }));
  });

  it.each(["JWT", "at+jwt", "AT+JWT", "application/at+jwt", undefined])(
    "when its header's typ is %s, then it may be an access token",
    async (typ) => {
      await expect(createVerifier(trust).verify(await signed({ typ }))).resolves.toBeDefined();
    },
  );

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a logout token", { typ: "logout+jwt" }, {}],
    ["a proof of possession", { typ: "dpop+jwt" }, {}],
    ["an ID token of Keycloak", {}, { typ: "ID" }],
    ["a refresh token of Keycloak", {}, { typ: "Refresh" }],
    ["an ID token of Cognito", {}, { token_use: "id" }],
    ["an ID token beside an access token", {}, { at_hash: "x" }],
  ])("when it is %s by the same key, then it is refused", async (_name, header, claims) => {
    await refused(signed(header, claims));
  });

  it("when its header has what must be understood and is not, then it is refused", async () => {
    await refused(
      new SignJWT({ ...CLAIMS(), iss: trust.issuer })
        .setProtectedHeader({ alg: "RS256", kid: kid(), crit: ["exp-check"], "exp-check": 1 })
        .sign(await privateKey(), { crit: { "exp-check": true } }),
    );
  });

  it("when its algorithm is not among those of the configuration, or not its key's own, then it is refused", async () => {
    const pinned: Trust = { ...trust, algorithms: ["ES256"] };
    const verified = createVerifier(pinned).verify(await signed({}));
    await expect(verified).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("algorithm"),
    });
    // RSA as well, but the key was published for RS256.
    await refused(
      new SignJWT({ ...CLAIMS(), iss: trust.issuer })
        .setProtectedHeader({ alg: "PS256", kid: kid() })
        .sign(await privateKey("PS256")),
    );
  });

  it("when it is longer than any issuer's, then it is refused unread", async () => {
    const verified = createVerifier(trust).verify(await token({ padding: "x".repeat(8_192) }));
    await expect(verified).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("8192 characters"),
    });
  });

  it("when a token is expired, then it is refused as such", async () => {
    const error = await createVerifier(trust)
      .verify(await token({ exp: seconds() - 60 }))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", message: expect.stringContaining("expired") });
    expect(isExpiry(error)).toBe(true);
  });

  it("when a token is for somebody else, of another issuer, or endless, then it is refused", async () => {
    await refused(token({ aud: "another" }));
    await refused(token({ iss: "https://elsewhere.example" }));
    await refused(token({ exp: undefined }));
    await refused(token({ nbf: seconds() + 600 }));
  });

  it("when the claim warehouses is no list, then the token is refused rather than widened", async () => {
    await refused(token({ warehouses: "EAST" }));
  });

  it("when a token is signed by another key, then it is refused", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const sign = (header: { alg: string; kid?: string }) =>
      new SignJWT({ scope: "inventory:admin" })
        .setProtectedHeader(header)
        .setIssuer(trust.issuer)
        .setAudience(AUDIENCE)
        .setSubject("mallory")
        .setExpirationTime("1h")
        .sign(privateKey);
    await refused(sign({ alg: "RS256", kid: kid() }));
    await refused(sign({ alg: "RS256", kid: "unheard-of" }));
    await refused(sign({ alg: "RS256" }));
  });

  it("when a token is signed by nobody, or by a secret, then it is refused", async () => {
    const claims = { sub: "mallory", iss: trust.issuer, aud: AUDIENCE, exp: seconds() + 600 };
    await refused(new UnsecuredJWT(claims).encode());
    const publicKey = JSON.stringify(provider.issuer.keys.toJSON()[0]);
    await refused(
      new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(publicKey)),
    );
    await refused("not-a-token");
    await refused(`${await token()}x`);
  });

  it("when a verified token runs out while it is remembered, then it is refused", async () => {
    let now = Date.now();
    const verifier = createVerifier(trust, () => now);
    const good = await token({ exp: seconds() + 10 });
    await expect(verifier.verify(good)).resolves.toMatchObject({ subject: "checkout" });
    now += (10 + trust.clockSkewSeconds) * 1000 + 1;
    await expect(verifier.verify(good)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("when the same token comes again, then the answer is the very same", async () => {
    const verifier = createVerifier(trust);
    const good = await token();
    expect(verifier.verify(good)).toBe(verifier.verify(good));
    expect(await verifier.verify(good)).toBe(await verifier.verify(good));
  });

  it("when the provider is out of reach, then that is not the token's fault", async () => {
    const url = `http://127.0.0.1:${await unusedPort()}/jwks`;
    const verifier = createVerifier(trustJwks(jwksSource({ url, issuer: trust.issuer, audience: AUDIENCE })));
    await expect(verifier.verify(await token())).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
