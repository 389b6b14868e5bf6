/** Where the inventory service is, and as whom we speak to it. */
export interface Settings {
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Instead of asking the issuer; then it is never renewed. */
  readonly token?: string | undefined;
}

export interface Stockfeed {
  readonly url: string;
  /** A token that has not expired. */
  token(): Promise<string>;
  /** It was refused: the next one is a fresh one. */
  forgetToken(): void;
  /** One GraphQL request. Rejects with what it could not do. */
  ask<T>(query: string, variables?: object): Promise<T>;
}

const PATIENCE_MS = 5_000;

export function openStockfeed({ url, tokenUrl, clientId, clientSecret, token: given }: Settings): Stockfeed {
  let held: { readonly token: string; readonly until: number } | undefined;

  async function token(): Promise<string> {
    if (given !== undefined) return given;
    if (held !== undefined && Date.now() < held.until) return held.token;
    const body = new URLSearchParams({
      ...{ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret },
    });
    const response = await fetch(tokenUrl, {
      method: "POST",
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`No token: ${tokenUrl} answers ${response.status}`);
    const issued = (await response.json()) as { access_token: string; expires_in?: number };
    // A little early, so that none expires on its way.
    held = { token: issued.access_token, until: Date.now() + (issued.expires_in ?? 300) * 900 };
    return held.token;
  }

  const post = async (body: string) =>
    fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });

  return {
    ...{ url, token },
    forgetToken: () => void (held = undefined),
    async ask<T>(query: string, variables = {}) {
      const body = JSON.stringify({ query, variables });
      let response = await post(body);
      if (response.status === 401) {
        held = undefined;
        response = await post(body);
      }
      const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
      if (errors !== undefined || data === undefined) {
        throw new Error(errors?.map(({ message }) => message).join("; ") ?? `HTTP ${response.status}`);
      }
      return data;
    },
  };
}
