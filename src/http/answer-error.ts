import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { challengeOf } from "../auth/challenge.js";
import { originFrom } from "../auth/origin.js";
import { Failure } from "../domain/failure.js";
import type { Logger } from "../lib/logger.js";
import { problemsOf } from "./invalid-fields.js";
import { PROBLEM_KINDS, type ProblemCode } from "./problem-kinds.js";
import { HttpProblem, sendProblem } from "./problem.js";

const NEUTRAL = "Something went wrong here; the log tells more by the correlation id.";

/** Answers whatever went wrong by a problem; what nobody foresaw is logged, and stays here. */
export function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const correlationId = correlationOf(request, reply);
  const problem = problemOf(error);
  if (problem.code === "INTERNAL_SERVER_ERROR") {
    logger.error({ err: error, path: request.routeOptions.url, correlationId }, "A request failed");
  }
  if (error instanceof Failure) {
    const challenge = challengeOf(error.code, request.headers.authorization);
    if (challenge !== null) reply.header("www-authenticate", challenge);
  }
  return sendProblem(reply, problem, correlationId);
}

/** Also of a request that failed before anybody looked at its headers. */
function correlationOf(request: FastifyRequest, reply: FastifyReply): string {
  const { correlationId } = (request.origin ??= originFrom({
    correlationId: request.headers["x-correlation-id"],
    traceParent: request.headers["traceparent"],
    address: request.socket.remoteAddress,
  }));
  reply.header("x-correlation-id", correlationId);
  return correlationId;
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  // Of a path that leads out of a folder of files.
  403: "NOT_FOUND",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  413: "PAYLOAD_TOO_LARGE",
  414: "URI_TOO_LONG",
  415: "UNSUPPORTED_MEDIA_TYPE",
};

function problemOf(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Failure) return new HttpProblem(error.code, error.message);
  if (error.validation) return problemsOf(error.validation, error.validationContext);
  const status = error.statusCode ?? 500;
  if (status >= 500) return new HttpProblem("INTERNAL_SERVER_ERROR", NEUTRAL);
  const code = BY_STATUS[status];
  if (code) return new HttpProblem(code, PROBLEM_KINDS[code].meaning);
  const detail = error.code === "FST_ERR_BAD_URL" ? "The address cannot be decoded." : error.message;
  // What the framework refuses, in its own words, which hold nothing of ours.
  return new HttpProblem("BAD_REQUEST", detail, { status });
}
