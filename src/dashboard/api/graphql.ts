import type { TypedDocumentString } from "../generated/graphql.js";
import { session } from "../session/session.js";
import { ApiError } from "./error.js";
import { asAsked, publishedAs, wasUnknown } from "./published.js";

export { ApiError } from "./error.js";
export { graphql } from "../generated/gql.js";
export type { TypedDocumentString } from "../generated/graphql.js";

const ENDPOINT = "graphql";

/**
 * The data alone. Rejects with ApiError, also when only a part of it could be answered: what the
 * page shows is whole. A token that ran out is asked for anew, and waited for; any other that is
 * refused signs out.
 */
export async function request<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  await session.usable();
  const { token } = session.get();
  const published = publishedAs(document);
  const body = JSON.stringify({ ...asAsked(published), variables });
  const response = await send(body, token, signal);
  const correlationId = response.headers.get("x-correlation-id");
  const answer = await answerOf<Data>(response, correlationId);
  if (answer.errors || !answer.data) {
    const error = ApiError.of(
      answer.errors ?? [{ message: answer.message ?? "The service answered nothing." }],
      correlationId,
    );
    const isRefused = response.status === 401 && session.refused(token, error.message);
    const isWorthwhile = isRefused || wasUnknown(published, error.code);
    if (isWorthwhile && !signal?.aborted) return request(document, variables, signal);
    throw error;
  }
  return answer.data;
}

async function send(body: string, token: string | null, signal?: AbortSignal): Promise<Response> {
  const authorization = `Bearer ${token ?? ""}`;
  try {
    return await fetch(ENDPOINT, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", authorization },
      body,
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError("NETWORK", "The service cannot be reached.", { cause });
  }
}

interface Answer<Data> {
  readonly data?: Data | null;
  /** Of an answer that is none of GraphQL's, such as that of a process without it. */
  readonly message?: string;
  readonly errors?: Parameters<typeof ApiError.of>[0];
}

async function answerOf<Data>(response: Response, correlationId: string | null): Promise<Answer<Data>> {
  try {
    return (await response.json()) as Answer<Data>;
  } catch (cause) {
    // A proxy's page, or an answer that broke off.
    const message = `The answer (${response.status}) is none of the service.`;
    throw new ApiError(response.status >= 500 ? "UNAVAILABLE" : "NETWORK", message, { correlationId, cause });
  }
}
