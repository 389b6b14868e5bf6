import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from "@apollo/server";
import { GraphQLError, OperationTypeNode } from "graphql";
import type { Logger } from "../lib/logger.js";
import type { GraphqlContext } from "./context.js";
import type { Charge } from "./cost/charge.js";
import { RateLimited } from "./cost/rate-limited.js";
import { asGraphqlError, isInternal, nameCorrelation, statusOf } from "./errors.js";
import { documentOf } from "./trusted/document-of.js";
import { askedOverHttp } from "./trusted/http-document.js";
import type { TrustedDocuments } from "./trusted/trusted-documents.js";

interface AnswerOptions {
  readonly trusted: TrustedDocuments;
  readonly charge: Charge;
  readonly logger: Logger;
}

type Hooks = GraphQLRequestListener<GraphqlContext>;

/**
 * What Apollo does not do for a request: which document it means, what that costs, and what goes with the
 * answer beside its data: the HTTP status, and a line in the log for our faults.
 */
export function createAnswerPlugin(options: AnswerOptions): ApolloServerPlugin<GraphqlContext> {
  const { trusted } = options;
  const hooks = createHooks(options);
  // One object for nearly all requests: nothing in it belongs to one of them.
  const started = Promise.resolve(hooks);
  return {
    requestDidStart({ request }) {
      const asked = askedOverHttp(request);
      // Apollo knows what else may be said in place of a query.
      if (!trusted.only && (asked.documentId ?? "") === "") return started;
      try {
        request.query = documentOf(asked, trusted);
        return started;
      } catch (error) {
        // Thrown from here it would be a fault of ours; so something harmless is looked at in its place.
        request.query = "{ __typename }";
        return Promise.resolve({ ...hooks, didResolveOperation: () => Promise.reject(error as Error) });
      }
    },
  };
}

function createHooks({ charge, logger }: AnswerOptions): Hooks {
  return {
    async didResolveOperation({ document, operation, request: { variables }, contextValue }) {
      if (!operation) return;
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw onSocketsOnly();
      const cost = charge.estimate({ document, operation, variables });
      contextValue.cost = cost;
      contextValue.cost = await charge.take(contextValue.principal.subject, cost);
    },
    async didEncounterErrors({ errors, contextValue }) {
      const { correlationId, cost, principal } = contextValue;
      // Nothing of it was executed. Apollo answers what is in its list after this.
      if (cost === undefined) {
        await charge.takeForRefused(principal.subject).catch((error: unknown) => {
          (errors as GraphQLError[]).splice(0, errors.length, asGraphqlError(error));
        });
      }
      for (const error of errors.filter(isInternal)) {
        nameCorrelation(error, correlationId);
        logger.error(
          { err: error.originalError ?? error, path: error.path, correlationId },
          "A request failed",
        );
      }
    },
    async willSendResponse({ errors, request, response, contextValue: { cost } }) {
      const { body } = response;
      if (cost && body.kind === "single") {
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      }
      if (!errors) return;
      const status = Math.max(...errors.map(statusOf));
      if (status === 503) response.http.headers.set("retry-after", "1");
      for (const { originalError } of errors) {
        if (originalError instanceof RateLimited)
          response.http.headers.set("retry-after", String(originalError.retryAfterSeconds));
      }
      if (status > 200) response.http.status = status;
      else if ((response.http.status ?? 200) >= 400) {
        const refused = refusalStatus(errors, request);
        if (refused) response.http.status = refused;
      }
    },
  };
}

type Request = GraphQLRequestContext<GraphqlContext>["request"];

/** By GraphQL over HTTP, application/json is 200 for whatever was a GraphQL request at all. */
function wantsStatuses(request: Request): boolean {
  return request.http?.headers.get("accept")?.includes("application/graphql-response+json") ?? false;
}

const DOCUMENT_FAULTS = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "LIMIT_EXCEEDED",
];
const REQUEST_FAULTS = ["PERSISTED_DOCUMENT_REQUIRED", "PERSISTED_DOCUMENT_NOT_FOUND", "BAD_REQUEST"];

/** Of what was not executed; undefined: as Apollo has it. */
function refusalStatus(errors: readonly GraphQLError[], request: Request): number | undefined {
  const codes = errors.map(({ extensions }) => String(extensions["code"]));
  if (codes.every((code) => DOCUMENT_FAULTS.includes(code))) return wantsStatuses(request) ? 400 : 200;
  const isOurs = errors.every(({ extensions }) => extensions["http"] === undefined);
  return isOurs && codes.every((code) => REQUEST_FAULTS.includes(code)) ? 400 : undefined;
}

function onSocketsOnly(): GraphQLError {
  const message = "Subscriptions are served over WebSocket (graphql-transport-ws) at this same address.";
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST", http: { status: 400 } } });
}
