import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError, OperationTypeNode, type ExecutionArgs, type ExecutionResult } from "graphql";
import { callerOf, type Identify } from "../auth/identify.js";
import { Failure } from "../domain/failure.js";
import { RateLimited } from "./cost/rate-limited.js";
import { statusOf } from "./errors.js";
import { checkAccept, lastEventId, readOperation } from "./event-stream-request.js";
import { openEventStream, type EventStream } from "./event-stream.js";
import { guardOrigin } from "./guard-origin.js";
import { Member } from "./live/member.js";
import { typeOf } from "./operations.js";
import { RefusedRequest } from "./refused-request.js";
import type { SocketsOptions } from "./sockets.js";
import { watchToken } from "./token-life.js";

const STREAM_PATH = "/graphql/stream";
const METHODS = ["GET", "POST"];

/** Subscriptions where WebSocket cannot pass: GraphQL over Server-Sent Events, a connection each. */
export function registerEventStreams(
  app: FastifyInstance,
  identify: Identify,
  options: SocketsOptions,
): void {
  const { origins } = options.limits;
  app.register(async (scope) => {
    // Fastify reads it by itself: it is no more JSON than a form is.
    scope.removeContentTypeParser("text/plain");
    guardOrigin(scope, { path: STREAM_PATH, origins, methods: METHODS });
    scope.route({
      method: METHODS,
      url: STREAM_PATH,
      exposeHeadRoute: false,
      onRequest: identify,
      preParsing: async (request) => checkAccept(request),
      handler: (request, reply) => answer(request, reply, options),
    });
    scope.route({
      method: ["PUT", "DELETE", "PATCH"],
      url: STREAM_PATH,
      handler(_request, reply) {
        reply.header("allow", METHODS.join(", "));
        throw new RefusedRequest(405, "One connection carries one subscription, begun by GET or POST.");
      },
    });
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SocketsOptions,
): Promise<FastifyReply> {
  const { operations, outlets } = options;
  const { principal, origin } = callerOf(request);
  const resumeAfter = lastEventId(request);
  const args = await operations.prepare(readOperation(request), { principal, origin });
  if (outlets.closed) throw new Failure("UNAVAILABLE", "The service is stopping.");
  const faults = "document" in args ? faultsOf(args) : args;
  // Before there is a stream: its status and Retry-After are what clients go by.
  const limited = faults.find(({ originalError }) => originalError instanceof RateLimited)?.originalError;
  if (limited) throw limited;
  const stream = openEventStream(reply, outlets);
  const fail = (errors: readonly GraphQLError[]) =>
    stream.fail(operations.format(errors, origin.correlationId));
  const joined =
    "document" in args && faults.length === 0
      ? await join(request, { args, stream, resumeAfter }, options)
      : { errors: faults };
  if (joined instanceof Member) {
    stream.begin();
    joined
      .next()
      .catch((error: Failure) => fail([new GraphQLError(error.message, { originalError: error })]));
    return reply;
  }
  const { errors = [] } = joined;
  // What will be right in a moment is an answer that clients try again after.
  const unavailable = errors.find((error) => statusOf(error) === 503)?.originalError;
  if (unavailable && !stream.begun) throw unavailable;
  fail(errors);
  return reply;
}

interface Joining {
  readonly args: ExecutionArgs;
  readonly stream: EventStream;
  readonly resumeAfter: number | null;
}

/** Joins a group of equal subscriptions, for as long as the token lasts. */
function join(
  request: FastifyRequest,
  { args, stream: { delivery, closed }, resumeAfter }: Joining,
  { operations, verifier, limits }: SocketsOptions,
): Promise<Member | ExecutionResult> {
  const { token, principal } = callerOf(request);
  closed(watchToken(delivery.outlet, { token, principal, verifier, recheckMs: limits.recheckMs }));
  return operations.subscribe(args, delivery, resumeAfter);
}

/** @throws RefusedRequest when it is an operation, and no subscription. */
function faultsOf(args: ExecutionArgs): readonly GraphQLError[] {
  const type = typeOf(args);
  if (type === OperationTypeNode.SUBSCRIPTION) return [];
  if (type !== undefined)
    throw new RefusedRequest(400, `Only subscriptions are served here: send a ${type} to /graphql.`);
  const extensions = { code: "OPERATION_RESOLUTION_FAILURE" };
  return [new GraphQLError("operationName names no operation of the document.", { extensions })];
}
