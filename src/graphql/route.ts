import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerToken } from "../auth/bearer.js";
import type { Principal } from "../auth/principal.js";
import type { Verifier } from "../auth/verifier.js";
import { Failure } from "../domain/failure.js";
import { GraphqlContext, originFrom, type GraphqlDeps, type Origin } from "./context.js";
import { FAILURES } from "./errors.js";

export const GRAPHQL_PATH = "/graphql";
const CORRELATION_ID = "x-correlation-id";

declare module "fastify" {
  interface FastifyRequest {
    graphqlCaller: { readonly principal: Principal; readonly origin: Origin } | null;
  }
}

interface RouteOptions {
  readonly apollo: ApolloServer<GraphqlContext>;
  readonly verifier: Verifier;
  readonly given: GraphqlDeps;
}

/** POST and GET of GraphQL, in a scope of its own: its errors are GraphQL's. */
export function registerRoute(app: FastifyInstance, { apollo, verifier, given }: RouteOptions): void {
  app.register(async (scope) => {
    scope.decorateRequest("graphqlCaller", null);
    // Before the body is read: who has no token is not listened to.
    scope.addHook("onRequest", async (request, reply) => {
      const origin = originFrom(request.headers[CORRELATION_ID], request.headers["traceparent"]);
      reply.header(CORRELATION_ID, origin.correlationId);
      const principal = await verifier.verify(bearerToken(request.headers.authorization));
      request.graphqlCaller = { principal, origin };
    });
    scope.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, given));
    scope.route({
      method: ["GET", "POST"],
      url: GRAPHQL_PATH,
      handler: fastifyApolloHandler<GraphqlContext>(apollo, {
        context: async ({ graphqlCaller }) => {
          const { principal, origin } = graphqlCaller as NonNullable<typeof graphqlCaller>;
          return new GraphqlContext(given, principal, origin);
        },
      }),
    });
  });
}

/** What failed before there was an operation to answer. */
function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { logger }: GraphqlDeps,
): FastifyReply {
  if (error instanceof Failure) {
    const { code, status } = FAILURES[error.code];
    if (status === 401) reply.header("www-authenticate", "Bearer");
    if (status === 503) reply.header("retry-after", "1");
    return answer(reply, status, error.message, code);
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return answer(reply, status, error.message, "BAD_REQUEST");
  logger.error(
    { err: error, correlationId: request.graphqlCaller?.origin.correlationId },
    "A request failed",
  );
  return answer(reply, 500, "Something went wrong here.", "INTERNAL_SERVER_ERROR");
}

function answer(reply: FastifyReply, status: number, message: string, code: string): FastifyReply {
  return reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send({ errors: [{ message, extensions: { code } }] });
}
