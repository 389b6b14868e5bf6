import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from "graphql";
import type { ServerOptions } from "graphql-ws";
import { useServer, type Extra } from "graphql-ws/use/ws";
import { WebSocketServer, type WebSocket } from "ws";
import type { Principal } from "../auth/principal.js";
import type { Verifier } from "../auth/verifier.js";
import type { Logger } from "../lib/logger.js";
import { GraphqlContext, originFrom, type GraphqlDeps } from "./context.js";
import { createDocuments } from "./documents.js";
import { isInternal, nameCorrelation, toFormatted } from "./errors.js";
import { createLoaders } from "./loaders.js";
import { GRAPHQL_PATH } from "./route.js";
import { admit, type SocketExtra } from "./socket-admission.js";

export interface Sockets {
  /** Closes every socket (1001) and takes no more; the HTTP server stays. */
  dispose(): Promise<void>;
}

interface SocketOptions {
  readonly schema: GraphQLSchema;
  readonly verifier: Verifier;
  readonly given: GraphqlDeps;
}

const MAX_MESSAGE_BYTES = 1_048_576;
const MAX_SUBSCRIPTIONS = 100;
/** What the other side may take to close; then it is cut off. */
const CLOSING_MS = 2_000;

/** GraphQL over WebSocket (graphql-transport-ws) on the HTTP server's own port. */
export function serveSockets(server: Server, { schema, verifier, given }: SocketOptions): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split("?")[0] !== GRAPHQL_PATH) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
  };
  const graphql = useServer<Record<string, unknown>, SocketExtra>(
    { onConnect: (socket) => admit(socket, verifier), ...operations(schema, given) },
    sockets,
  );
  sockets.on("connection", (client) => logFaults(client, given.logger));
  server.on("upgrade", upgrade);
  return {
    async dispose() {
      const cutOff = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, CLOSING_MS);
      await graphql.dispose();
      clearTimeout(cutOff);
      server.off("upgrade", upgrade);
    },
  };
}

/**
 * Of a frame that is too large or malformed: ws closes the socket with the right code. In
 * place of graphql-ws's listener, which writes the whole error to standard error.
 */
function logFaults(client: WebSocket, logger: Logger): void {
  client.removeAllListeners("error");
  client.on("error", ({ message }) => logger.warn({ reason: message }, "A WebSocket broke"));
}

function operations(
  schema: GraphQLSchema,
  given: GraphqlDeps,
): ServerOptions<Record<string, unknown>, Extra & Partial<SocketExtra>> {
  const documents = createDocuments(schema);
  // Subscriptions share their reads: what one event makes a thousand of them ask is asked once.
  const shared = createLoaders(given.reader, { remember: false });
  const format = (errors: readonly GraphQLError[], correlationId?: string) =>
    errors.map((error) => {
      if (isInternal(error)) {
        if (correlationId !== undefined) nameCorrelation(error, correlationId);
        given.logger.error({ err: error.originalError ?? error, correlationId }, "A request failed");
      }
      return toFormatted(error, error.toJSON());
    });
  return {
    onClose: ({ extra }) => clearTimeout(extra.expiry),
    onSubscribe(
      { extra, subscriptions },
      _id,
      { query, operationName, variables, extensions },
    ): ExecutionArgs | GraphQLError[] {
      if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) return [tooMany()];
      const document = documents(query);
      if (!("kind" in document)) return [...document];
      const isSubscription =
        getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
      const loaders = isSubscription ? shared : undefined;
      // A socket outlives many operations, so each names its own: there are no headers.
      const origin = originFrom(extensions?.["correlationId"], extensions?.["traceparent"]);
      given.logger.debug({ ...origin, operationName }, "an operation over WebSocket");
      const contextValue = new GraphqlContext(given, extra.principal as Principal, origin, loaders);
      return { schema, document, operationName, variableValues: variables, contextValue };
    },
    onNext(_socket, _id, _payload, { contextValue }, { errors, ...result }): FormattedExecutionResult | void {
      if (!errors) return;
      const { correlationId } = contextValue as GraphqlContext;
      return { ...(result as FormattedExecutionResult), errors: format(errors, correlationId) };
    },
    onError: (_socket, _id, _payload, errors) => format(errors),
  };
}

function tooMany(): GraphQLError {
  const message = `At most ${MAX_SUBSCRIPTIONS} operations at once on one socket.`;
  return new GraphQLError(message, { extensions: { code: "LIMIT_EXCEEDED" } });
}
