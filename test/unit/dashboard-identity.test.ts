import { expect, it } from "@jest/globals";
import { identityOf } from "../../src/dashboard/session/identity.js";

const tokenOf = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const scopesOf = (claims: unknown) => [...(identityOf(tokenOf(claims))?.scopes ?? [])];

it("when a token names scopes, a role, or a realm's role, then it has their rights", () => {
  expect(scopesOf({ scope: "openid inventory:read" })).toEqual(["inventory:read"]);
  expect(scopesOf({ role: "ROLE_ADMIN" })).toHaveLength(5);
  expect(scopesOf({ realm_access: { roles: ["order-service"] } })).toEqual([
    "inventory:read",
    "inventory:reserve",
  ]);
  expect(scopesOf({ scope: "inventory:admin" })).toHaveLength(5);
  expect(scopesOf({})).toEqual([]);
});

it("when a subject is not of ASCII alone, then it reads as it was written", () => {
  expect(identityOf(tokenOf({ sub: "Zoë ✓", exp: 12 }))).toMatchObject({
    subject: "Zoë ✓",
    expiresAt: 12_000,
  });
});

it.each(["", "a.b", "a.b.c", "a.b.c.d", `x.${Buffer.from("[1").toString("base64url")}.y`, "e30.bnVsbA.x"])(
  "when %j is pasted, then it is no token",
  (text) => {
    expect(identityOf(text)).toBeNull();
  },
);
