import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { GraphQLError, OperationTypeNode } from "graphql";
import type { Logger } from "../lib/logger.js";
import type { GraphqlContext } from "./context.js";
import { isInternal, nameCorrelation, statusOf } from "./errors.js";

type Hooks = Exclude<
  Awaited<ReturnType<Required<ApolloServerPlugin<GraphqlContext>>["requestDidStart"]>>,
  void
>;

/** What goes with an answer beside its body: the HTTP status, and a line in the log for our faults. */
export function createAnswerPlugin(logger: Logger): ApolloServerPlugin<GraphqlContext> {
  const hooks: Hooks = {
    async didResolveOperation({ operation }) {
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw onSocketsOnly();
    },
    async didEncounterErrors({ errors, contextValue }) {
      const { correlationId } = contextValue;
      for (const error of errors.filter(isInternal)) {
        nameCorrelation(error, correlationId);
        logger.error(
          { err: error.originalError ?? error, path: error.path, correlationId },
          "A request failed",
        );
      }
    },
    async willSendResponse({ errors, request, response }) {
      if (!errors) return;
      const status = Math.max(...errors.map(statusOf));
      if (status === 503) response.http.headers.set("retry-after", "1");
      if (status > 200) response.http.status = status;
      else if (response.http.status === 400 && isDocumentFault(errors) && !wantsStatuses(request)) {
        response.http.status = 200;
      }
    },
  };
  // One object for all requests: nothing in it belongs to one of them.
  const started = Promise.resolve(hooks);
  return { requestDidStart: () => started };
}

/** By GraphQL over HTTP, application/json is 200 for whatever was a GraphQL request at all. */
function wantsStatuses(request: GraphQLRequestContext<GraphqlContext>["request"]): boolean {
  return request.http?.headers.get("accept")?.includes("application/graphql-response+json") ?? false;
}

const DOCUMENT_FAULTS = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];

function isDocumentFault(errors: readonly GraphQLError[]): boolean {
  return errors.every(({ extensions }) => DOCUMENT_FAULTS.includes(String(extensions["code"])));
}

function onSocketsOnly(): GraphQLError {
  const message = "Subscriptions are served over WebSocket (graphql-transport-ws) at this same address.";
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST", http: { status: 400 } } });
}
