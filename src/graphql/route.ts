import type { ApolloServer } from "@apollo/server";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { challengeOf } from "../auth/challenge.js";
import { callerOf, createIdentify, type Identify } from "../auth/identify.js";
import type { Verifier } from "../auth/verifier.js";
import { Failure } from "../domain/failure.js";
import { boundRequests } from "../lib/bound-requests.js";
import { answerErrors } from "./answer-errors.js";
import { GraphqlContext, type GraphqlDeps } from "./context.js";
import { RateLimited } from "./cost/rate-limited.js";
import { FAILURES } from "./errors.js";
import { checkMedia, toHttpRequest } from "./http-request.js";
import { RefusedRequest } from "./refused-request.js";
import { takeUtf8Alone } from "./utf8-bodies.js";

export const GRAPHQL_PATH = "/graphql";

const ALLOWED = "GET, HEAD, POST, OPTIONS";

interface RouteOptions {
  readonly apollo: ApolloServer<GraphqlContext>;
  readonly verifier: Verifier;
  readonly given: GraphqlDeps;
  /** Adds its routes to the same scope. */
  readonly streams: (scope: FastifyInstance, identify: Identify) => void;
}

/** GraphQL over HTTP and its event streams, in a scope of their own: its errors are GraphQL's. */
export function registerRoute(
  app: FastifyInstance,
  { apollo, verifier, given, streams }: RouteOptions,
): void {
  const identify = createIdentify(verifier);
  app.register(async (scope) => {
    takeUtf8Alone(scope);
    scope.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, given));
    scope.route({
      method: ["GET", "POST"],
      url: GRAPHQL_PATH,
      onRequest: [identify, demandMedia],
      preHandler: boundRequests(given.requestTimeoutMs),
      handler: (request, reply) => answer(request, reply, { apollo, given }),
    });
    scope.options(GRAPHQL_PATH, (_request, reply) => reply.code(204).header("allow", ALLOWED).send());
    scope.route({
      method: ["PUT", "PATCH", "DELETE"],
      url: GRAPHQL_PATH,
      handler(_request, reply) {
        reply.header("allow", ALLOWED);
        throw new RefusedRequest(405, "Operations come by GET or POST.");
      },
    });
    streams(scope, identify);
  });
}

function demandMedia(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  checkMedia(request);
  done();
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { apollo, given }: Pick<RouteOptions, "apollo" | "given">,
): Promise<FastifyReply> {
  const { headers, status, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: toHttpRequest(request),
    context: async () => {
      const { principal, origin } = callerOf(request);
      return new GraphqlContext(given, principal, origin);
    },
  });
  reply.code(status ?? 200).headers(Object.fromEntries(headers));
  // Only @defer and @stream are answered in chunks, which the schema does not have.
  if (body.kind === "chunked") throw new Error("An answer in chunks, which nobody can ask for");
  return reply.send(body.string);
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
    const challenge = challengeOf(error.code, request.headers.authorization);
    if (challenge !== null) reply.header("www-authenticate", challenge);
    if (status === 503) reply.header("retry-after", "1");
    if (error instanceof RateLimited) reply.header("retry-after", error.retryAfterSeconds);
    return answerErrors(reply, status, { message: error.message, code });
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return answerErrors(reply, status, { message: error.message, code: "BAD_REQUEST" });
  logger.error({ err: error, correlationId: request.origin?.correlationId }, "A request failed");
  return answerErrors(reply, 500, { message: "Something went wrong here.", code: "INTERNAL_SERVER_ERROR" });
}
