import { generateKeyPairSync, createPublicKey } from "node:crypto";
import { importJWK, SignJWT, UnsecuredJWT, type JWK } from "jose";
import { OAuth2Server } from "oauth2-mock-server";

export const AUDIENCE = "stockfeed";

export interface Issuer {
  /** What a service that trusts it is started with. */
  readonly environment: Record<string, string>;
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Tokens of an administrator that are wrong in one thing, by what it is; undefined: there is none. */
  badTokens(): Promise<ReadonlyMap<string, string | undefined>>;
  close(): Promise<void>;
}

/** An identity provider outside the service. */
export async function openIssuer(): Promise<Issuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, "127.0.0.1");
  const iss = server.issuer.url as string;
  const [publicJwk] = server.issuer.keys.toJSON() as [JWK & { kid: string }];
  const { kid } = publicJwk;
  const token = (claims: Readonly<Record<string, unknown>>) =>
    server.issuer.buildToken({
      scopesOrTransform: (_header, payload) => {
        for (const name of Object.keys(payload)) if (name === "scope") delete payload[name];
        Object.assign(payload, { sub: "somebody", aud: AUDIENCE }, claims);
      },
    });
  return {
    environment: { AUTH_JWKS_URL: `${iss}/jwks`, AUTH_ISSUER: iss, AUTH_AUDIENCE: AUDIENCE },
    token,
    async badTokens() {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss, aud: AUDIENCE, sub: "mallory", roles: ["admin"], exp: now + 3_600 };
      const signed = (header: Record<string, unknown>, key: Parameters<SignJWT["sign"]>[0]) =>
        new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, ...header }).sign(key);
      const theirs = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
      const own = await importJWK(server.issuer.keys.get(kid) as JWK, "RS256");
      const pem = createPublicKey({ key: publicJwk, format: "jwk" }).export({ type: "spki", format: "pem" });
      const secret = (text: string) => new TextEncoder().encode(text);
      const good = await signed({}, own);
      const admin = { roles: ["admin"] };
      return new Map<string, string | undefined>([
        ["none", undefined],
        ["no token at all", "nonsense"],
        ["expired", await token({ ...admin, exp: now - 60 })],
        ["not yet valid", await token({ ...admin, nbf: now + 600 })],
        ["of another issuer", await token({ ...admin, iss: "https://elsewhere.example" })],
        ["for another service", await token({ ...admin, aud: "billing" })],
        ["by another key of the same name", await signed({}, theirs)],
        ["by a key that nobody published", await signed({ kid: "unheard-of" }, theirs)],
        ["that brings its own key", await signed({ kid: undefined, jwk: publicOf(theirs) }, theirs)],
        ["not signed (alg none)", new UnsecuredJWT(claims).encode()],
        ["keyed with the public key's PEM", await signed({ alg: "HS256" }, secret(String(pem)))],
        [
          "keyed with the public key's JWK",
          await signed({ alg: "HS256" }, secret(JSON.stringify(publicJwk))),
        ],
        ["cut short", good.slice(0, -20)],
        ["without its signature", `${good.split(".").slice(0, 2).join(".")}.`],
        ["of an ID token's kind", await token({ ...admin, at_hash: "x" })],
        ["without an end", await token({ ...admin, exp: undefined })],
        ["without a subject", await token({ ...admin, sub: undefined })],
        ["for warehouses that are no list", await token({ ...admin, warehouses: "*" })],
      ]);
    },
    close: () => server.stop(),
  };
}

function publicOf(key: Parameters<typeof createPublicKey>[0]): unknown {
  return createPublicKey(key).export({ format: "jwk" });
}
