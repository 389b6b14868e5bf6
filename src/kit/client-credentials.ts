import type { FeedOptions } from "./feed.js";

export interface ClientCredentials {
  /** The issuer's token endpoint. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string;
}

const TIMEOUT_MS = 5_000;

/** Tokens by OAuth 2.0 client credentials, each used for nine tenths of its life. */
export function clientCredentials(credentials: ClientCredentials): FeedOptions["token"] {
  const { tokenUrl, clientId, clientSecret = "" } = credentials;
  let held: { readonly token: string; readonly until: number } | undefined;
  return async ({ fresh }) => {
    if (held && !fresh && performance.now() < held.until) return held.token;
    const body = new URLSearchParams({
      ...{ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret },
    });
    const response = await fetch(tokenUrl, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`No token: ${tokenUrl} answers ${response.status}`);
    const issued = (await response.json()) as { access_token: string; expires_in?: number };
    held = { token: issued.access_token, until: performance.now() + (issued.expires_in ?? 300) * 900 };
    return held.token;
  };
}
