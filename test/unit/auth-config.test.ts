import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { authWarnings } from "../../src/config/identity.js";

const JWKS = {
  AUTH_JWKS_URL: "https://issuer.example/jwks",
  AUTH_ISSUER: "https://issuer.example",
  AUTH_AUDIENCE: "stockfeed",
};

describe("who gives tokens", () => {
  it("when an issuer is named, then its settings have defaults, all signatures asymmetric", () => {
    const { auth } = readConfig(JWKS);
    expect(auth).toMatchObject({
      ...{ kind: "jwks", clockSkewSeconds: 5, maxAgeSeconds: 300, cooldownSeconds: 10 },
      algorithms: expect.arrayContaining(["RS256", "ES256", "EdDSA"]),
    });
    expect(JSON.stringify(auth)).not.toMatch(/HS\d|none/);
  });

  it("when algorithms are named, then those alone count", () => {
    const { auth } = readConfig({ ...JWKS, AUTH_ALGORITHMS: "ES256, PS384" });
    expect(auth).toMatchObject({ algorithms: ["ES256", "PS384"] });
  });

  it.each([
    ["AUTH_ALGORITHMS", "HS256"],
    ["AUTH_ALGORITHMS", "none"],
    ["AUTH_CLOCK_SKEW_SECONDS", "301"],
    ["AUTH_CLOCK_SKEW_SECONDS", "-1"],
    ["AUTH_JWKS_MAX_AGE_SECONDS", "0"],
    ["AUTH_JWKS_COOLDOWN_SECONDS", "0"],
    ["AUTH_JWKS_URL", "ftp://issuer.example/jwks"],
    ["AUTH_JWKS_URL", "https://user:secret@issuer.example/jwks"],
  ])("when %s is %s, then the start stops with a line that names it, and no secret", (name, value) => {
    const read = () => readConfig({ ...JWKS, [name]: value });
    expect(read).toThrow(name);
    expect(read).not.toThrow("secret");
  });

  it.each([
    "AUTH_ISSUER",
    "AUTH_AUDIENCE",
    "AUTH_ALGORITHMS",
    "AUTH_CLOCK_SKEW_SECONDS",
    "AUTH_JWKS_MAX_AGE_SECONDS",
    "AUTH_JWKS_COOLDOWN_SECONDS",
  ])("when %s is set without an issuer, then the start stops", (name) => {
    expect(() => readConfig({ [name]: "1" })).toThrow(`${name} is set, but AUTH_JWKS_URL is not`);
  });
});

describe("in production", () => {
  it.each(["production", "Production"])(
    "when NODE_ENV is %s and nobody gives tokens, then the start stops and says what to set",
    (NODE_ENV) => {
      for (const others of [{}, { DATABASE_URL: "postgresql://db/stock" }, { ROLES: "api,relay" }]) {
        expect(() => readConfig({ NODE_ENV, ...others })).toThrow(/AUTH_JWKS_URL.*AUTH_EMBEDDED=true/);
      }
    },
  );

  it("when an issuer is named, or the embedded one is wanted in so many words, then it starts", () => {
    const NODE_ENV = "production";
    expect(readConfig({ NODE_ENV, ...JWKS }).auth.kind).toBe("jwks");
    expect(readConfig({ NODE_ENV, AUTH_EMBEDDED: "true" }).auth).toEqual({ kind: "embedded", exposed: true });
    for (const other of [undefined, "", "test", "development"]) {
      expect(readConfig({ NODE_ENV: other }).auth).toEqual({ kind: "embedded", exposed: false });
    }
  });
});

describe("warnings", () => {
  it.each([
    ["nothing is set", {}, null],
    ["anybody may have a token", { AUTH_EMBEDDED: "true" }, "administrator's token"],
    ["the embedded issuer's service listens beyond loopback", { HOST: "0.0.0.0" }, "AUTH_JWKS_URL"],
    ["keys come by https", { ...JWKS, HOST: "0.0.0.0" }, null],
    ["keys come by http from this machine", { ...JWKS, AUTH_JWKS_URL: "http://[::1]:8080/jwks" }, null],
    ["keys come by http from another", { ...JWKS, AUTH_JWKS_URL: "http://keycloak:8080/jwks" }, "not https"],
  ])("when %s, then that is told or not", (_name, variables, told) => {
    const warnings = authWarnings(readConfig(variables));
    expect(warnings).toEqual(told === null ? [] : [expect.stringContaining(told)]);
  });
});
