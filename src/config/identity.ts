import { address, ConfigError, type Environment } from "./environment.js";

/** Signatures that a public key can check: anything else would let who verifies also sign. */
const ALGORITHMS = [
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const),
] as const;

export type AuthConfig = { kind: "embedded"; exposed: boolean } | ({ kind: "jwks" } & JwksConfig);

export interface JwksConfig {
  url: string;
  issuer: string;
  audience: string;
  algorithms: readonly (typeof ALGORITHMS)[number][];
  clockSkewSeconds: number;
  /** A withdrawn key is believed no longer than this. */
  maxAgeSeconds: number;
  /** Between two questions for keys. */
  cooldownSeconds: number;
}

/** They mean nothing without AUTH_JWKS_URL. */
const OF_JWKS = [
  ...["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_ALGORITHMS", "AUTH_CLOCK_SKEW_SECONDS"],
  ...["AUTH_JWKS_MAX_AGE_SECONDS", "AUTH_JWKS_COOLDOWN_SECONDS"],
];

export function readAuth(environment: Environment): AuthConfig {
  const url = environment.text("AUTH_JWKS_URL");
  const embedded = environment.flag("AUTH_EMBEDDED");
  if (url === undefined) {
    const orphan = OF_JWKS.find((name) => environment.text(name) !== undefined);
    if (orphan !== undefined) throw new ConfigError(`${orphan} is set, but AUTH_JWKS_URL is not.`);
    if (embedded === false)
      throw new ConfigError("AUTH_EMBEDDED=false needs AUTH_JWKS_URL: nobody could get a token.");
    rejectInProduction(environment, embedded);
    return { kind: "embedded", exposed: embedded === true };
  }
  if (embedded === true)
    throw new ConfigError("AUTH_EMBEDDED=true and AUTH_JWKS_URL contradict each other: set one.");
  const [issuer, audience] = [environment.text("AUTH_ISSUER"), environment.text("AUTH_AUDIENCE")];
  if (issuer === undefined || audience === undefined) {
    throw new ConfigError("AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it.");
  }
  return {
    ...{ kind: "jwks", url: keysAddress(url), issuer, audience },
    algorithms: environment.listOf("AUTH_ALGORITHMS", ALGORITHMS) ?? ALGORITHMS,
    clockSkewSeconds: environment.integer("AUTH_CLOCK_SKEW_SECONDS", 5, 0, 300),
    maxAgeSeconds: environment.integer("AUTH_JWKS_MAX_AGE_SECONDS", 300, 1, 86_400),
    cooldownSeconds: environment.integer("AUTH_JWKS_COOLDOWN_SECONDS", 10, 1, 3_600),
  };
}

/** Everybody who reaches the embedded issuer may have a token: that nobody forgot to set something must be said. */
function rejectInProduction(environment: Environment, embedded: boolean | undefined): void {
  if (environment.text("NODE_ENV")?.toLowerCase() !== "production" || embedded === true) return;
  throw new ConfigError(
    "NODE_ENV=production needs an issuer of tokens: set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE (or AUTH_EMBEDDED=true, by which anybody gets a token).",
  );
}

function keysAddress(value: string): string {
  const url = new URL(address(value, "AUTH_JWKS_URL", ["http:", "https:"]));
  if (url.username === "" && url.password === "") return value;
  throw new ConfigError("AUTH_JWKS_URL must have no credentials in it: keys are public.");
}

/** A loopback address, by name or by number. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;

/** What is allowed, and still no way to guard a company's stock. */
export function authWarnings({ auth, host }: { auth: AuthConfig; host: string }): string[] {
  if (auth.kind === "jwks") {
    const { protocol, hostname } = new URL(auth.url);
    if (protocol === "https:" || LOOPBACK.test(hostname)) return [];
    return ["AUTH_JWKS_URL is not https: who sits between can put in keys, and make tokens, of their own"];
  }
  if (auth.exposed) {
    return [
      "AUTH_EMBEDDED=true: anybody who reaches this address gets an administrator's token; for development only",
    ];
  }
  if (LOOPBACK.test(host)) return [];
  return [
    "HOST is beyond loopback and tokens are by the embedded issuer, for development: others get none here, set AUTH_JWKS_URL",
  ];
}
