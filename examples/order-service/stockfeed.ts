import { setTimeout as delay } from "node:timers/promises";

export interface Settings {
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long a request is tried again, in milliseconds. */
  readonly patienceMs: number;
}

/** Nobody knows whether it was done: the same request, with the same idempotency key, finds out. */
export class Unanswered extends Error {}

export interface Stockfeed {
  /**
   * One GraphQL request, tried again until it has an answer. A mutation must carry an idempotency key: it may have
   * been done when its answer was lost.
   * @throws Unanswered; Error when the request itself is at fault.
   */
  ask<T>(query: string, variables: object): Promise<T>;
}

/** Of these the same request may have another answer later. */
const AGAIN = new Set(["OVERLOADED", "OUTCOME_UNKNOWN", "UNAVAILABLE"]);
const TIMEOUT_MS = 5_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [50, 2_000];

interface Body<T> {
  readonly data?: T;
  readonly errors?: { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export function openStockfeed(settings: Settings): Stockfeed {
  const { url, tokenUrl, clientId, clientSecret, patienceMs } = settings;
  let held: { readonly token: string; readonly until: number } | undefined;

  async function token(): Promise<string> {
    if (held && Date.now() < held.until) return held.token;
    const body = new URLSearchParams({
      ...{ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret },
    });
    const response = await fetch(tokenUrl, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`No token: ${tokenUrl} answers ${response.status}`);
    const issued = (await response.json()) as { access_token: string; expires_in?: number };
    held = { token: issued.access_token, until: Date.now() + (issued.expires_in ?? 300) * 900 };
    return held.token;
  }

  /** undefined: to be tried again. Rejects, too, when the network fails. */
  async function once<T>(body: string): Promise<Body<T> | undefined> {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401) held = undefined;
    if (response.status === 401 || response.status === 429 || response.status >= 500) return undefined;
    const answer = (await response.json()) as Body<T>;
    return answer.errors?.some(({ extensions }) => AGAIN.has(extensions?.code ?? "")) ? undefined : answer;
  }

  return {
    async ask<T>(query: string, variables: object) {
      const body = JSON.stringify({ query, variables });
      const deadline = Date.now() + patienceMs;
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        // What fails on the way looks the same as what was lost on the way back.
        const answer = await once<T>(body).catch(() => undefined);
        if (answer?.data && !answer.errors) return answer.data;
        if (answer) throw new Error(answer.errors?.map(({ message }) => message).join("; "));
        // At random, so that not all who were refused come back at the same moment.
        const wait = pause * (0.5 + Math.random());
        if (Date.now() + wait > deadline) throw new Unanswered(`${url} has no answer for us`);
        await delay(wait);
      }
    },
  };
}
