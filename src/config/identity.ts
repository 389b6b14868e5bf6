import { address, ConfigError, type Environment } from "./environment.js";

export type AuthConfig =
  { kind: "embedded"; exposed: boolean } | { kind: "jwks"; url: string; issuer: string; audience: string };

export function readAuth(environment: Environment): AuthConfig {
  const url = environment.text("AUTH_JWKS_URL");
  const embedded = environment.flag("AUTH_EMBEDDED");
  if (url === undefined) {
    const orphan = ["AUTH_ISSUER", "AUTH_AUDIENCE"].find((name) => environment.text(name) !== undefined);
    if (orphan !== undefined) throw new ConfigError(`${orphan} is set, but AUTH_JWKS_URL is not.`);
    if (embedded === false)
      throw new ConfigError("AUTH_EMBEDDED=false needs AUTH_JWKS_URL: nobody could get a token.");
    return { kind: "embedded", exposed: embedded === true };
  }
  if (embedded === true)
    throw new ConfigError("AUTH_EMBEDDED=true and AUTH_JWKS_URL contradict each other: set one.");
  const [issuer, audience] = [environment.text("AUTH_ISSUER"), environment.text("AUTH_AUDIENCE")];
  if (issuer === undefined || audience === undefined) {
    throw new ConfigError("AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it.");
  }
  return { kind: "jwks", url: address(url, "AUTH_JWKS_URL", ["http:", "https:"]), issuer, audience };
}
