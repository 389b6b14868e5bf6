/** What one request was answered with; the body is JSON, null where there is none. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- it came over a wire
  readonly body: any;
}

export interface RestRequest {
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Asks as `"GET /path"`. */
export type Rest = (what: string, request?: RestRequest) => Promise<RestAnswer>;

export function restClient(url: string, token: string | null): Rest {
  return async (what, { body, headers = {} } = {}) => {
    const [method = "", path = ""] = what.split(" ");
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      ...{ status: response.status, headers: response.headers },
      body: text === "" ? null : (JSON.parse(text) as unknown),
    };
  };
}
