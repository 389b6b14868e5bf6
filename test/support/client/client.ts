import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print, type GraphQLFormattedError } from "graphql";
import { createClient as createSocketClient, type Client as SocketClient } from "graphql-ws";
import WebSocket from "ws";

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
}

export interface Client {
  /** The data alone; rejects when there are errors. */
  ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
  send<Data, Variables>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  readonly socket: SocketClient;
  /** What a subscription brings, one after the other, until `return()`. */
  subscribe<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncIterableIterator<{ data?: Data | null; errors?: readonly GraphQLFormattedError[] }>;
}

/** A client typed by its documents, over HTTP and, once it subscribes, over one socket. */
export function createClient(url: string, token: string): Client {
  const authorization = `Bearer ${token}`;
  const socket = createSocketClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: authorization },
    retryAttempts: 0,
  });
  const client: Client = {
    socket,
    async send(document, variables, headers) {
      const query = typeof document === "string" ? document : print(document);
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      return { status: response.status, headers: response.headers, data, errors };
    },
    async ask(document, variables) {
      const { data, errors } = await client.send(document, variables);
      if (errors || !data) throw new Error(JSON.stringify(errors));
      return data;
    },
    subscribe: <Data, Variables extends Record<string, unknown>>(
      document: TypedDocumentNode<Data, Variables>,
      variables: Variables,
    ) =>
      socket.iterate<Data>({ query: print(document), variables }) as ReturnType<
        typeof client.subscribe<Data, Variables>
      >,
  };
  return client;
}
