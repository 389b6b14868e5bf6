import { describe, expect, it } from "@jest/globals";
import { openEmbeddedIssuer } from "../../src/auth/embedded-issuer.js";
import { createVerifier } from "../../src/auth/verifier.js";
import { runToken } from "../../src/cli/token.js";
import type { SigningKey, SigningKeys } from "../../src/ports/signing-keys.js";

/** Keeps the first key it is given, as the table does. */
function keysInMemory(): SigningKeys {
  let kept: SigningKey | null = null;
  return { load: async () => kept, save: async (key) => (kept ??= key) };
}

describe("the embedded issuer", () => {
  it("when it issues a token for a role, then that role's scopes are verified", async () => {
    const issuer = await openEmbeddedIssuer(keysInMemory());
    const { token, scope } = await issuer.issue({ role: "order-service", warehouses: ["EAST"] });
    const principal = await createVerifier(issuer.trust).verify(token);
    expect(scope).toBe("inventory:read inventory:reserve");
    expect(principal).toMatchObject({ subject: "order-service", warehouses: ["EAST"] });
    expect([...principal.scopes].sort()).toEqual(["inventory:read", "inventory:reserve"]);
  });

  it("when two nodes open it at once, then each trusts the other's tokens", async () => {
    const keys = keysInMemory();
    const [here, there] = await Promise.all([openEmbeddedIssuer(keys), openEmbeddedIssuer(keys)]);
    const { token } = await here.issue({ role: "admin" });
    await expect(createVerifier(there.trust).verify(token)).resolves.toMatchObject({ subject: "admin" });
  });

  it("when two databases have one each, then neither trusts the other's tokens", async () => {
    const [here, there] = [
      await openEmbeddedIssuer(keysInMemory()),
      await openEmbeddedIssuer(keysInMemory()),
    ];
    const { token } = await here.issue({ role: "admin" });
    const verified = createVerifier(there.trust).verify(token);
    await expect(verified).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("when the command is given a role in any case, then it prints a token of it; else it names the roles", async () => {
    const signingKeys = keysInMemory();
    const verifier = createVerifier((await openEmbeddedIssuer(signingKeys)).trust);
    const subjectOf = async (token: string) => (await verifier.verify(token)).subject;
    expect(await subjectOf(await runToken(undefined, { signingKeys }))).toBe("admin");
    expect(await subjectOf(await runToken("Storefront", { signingKeys }))).toBe("storefront");
    await expect(runToken("king", { signingKeys })).rejects.toThrow("storefront");
  });
});
