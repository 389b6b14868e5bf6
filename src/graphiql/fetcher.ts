import type { GraphiQLProps } from "graphiql";
import { getOperationAST, GraphQLError, OperationTypeNode, parse } from "graphql";
import { createClient } from "graphql-ws";

type Fetcher = GraphiQLProps["fetcher"];
type FetcherParams = Parameters<Fetcher>[0];
type Answer = ReturnType<Fetcher>;

// Beside the page, wherever a proxy shows it.
const ADDRESS = new URL("graphql", document.baseURI);

const NOBODY = { errors: [new GraphQLError("Enter an access token above.")] };

/** Operations by HTTP, subscriptions by a WebSocket of their own each; with the token, or what the headers say. */
export function createFetcher(token: string): Fetcher {
  return (params, options) => {
    const headers = headersOf(token, options?.headers);
    // Nothing is asked in nobody's name: it would be refused.
    if (!headers.has("authorization")) return NOBODY;
    return isSubscription(params) ? follow(params, headers) : ask(params, headers);
  };
}

/** By the text: what GraphiQL knows of it is a moment behind the editor. */
function isSubscription({ query, operationName }: FetcherParams): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    // The service says what is wrong with it.
    return false;
  }
}

function headersOf(token: string, own: Record<string, string> = {}): Headers {
  const headers = new Headers(token === "" ? {} : { authorization: `Bearer ${token}` });
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  return headers;
}

async function ask(params: FetcherParams, headers: Headers) {
  headers.set("content-type", "application/json");
  headers.set("accept", "application/graphql-response+json, application/json;q=0.9");
  const response = await fetch(ADDRESS, { method: "POST", headers, body: JSON.stringify(params) });
  return (await response.json()) as Awaited<Answer>;
}

function follow({ query, variables, operationName }: FetcherParams, headers: Headers) {
  const url = new URL(ADDRESS);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({
    url: url.href,
    connectionParams: { authorization: headers.get("authorization") },
  });
  const given = variables as Record<string, unknown> | undefined;
  return client.iterate({
    ...{ query, variables: given ?? null, operationName: operationName ?? null },
  }) as Answer;
}
