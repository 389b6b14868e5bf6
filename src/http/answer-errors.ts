import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "../lib/logger.js";
import { answerError } from "./answer-error.js";
import { learnMethods } from "./allowed-methods.js";
import { HttpProblem } from "./problem.js";

/** Whatever the routes that are added from now on do not answer themselves is answered by a problem. */
export function answerErrors(app: FastifyInstance, logger: Logger): void {
  const methodsOf = learnMethods(app);
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, logger));
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(pathOf(request));
    // A route of files takes the method, but has no such file.
    const isTaken = allowed.includes(request.method);
    if (isTaken || allowed.length === 0) throw new HttpProblem("NOT_FOUND", "Nothing is at this address.");
    reply.header("allow", allowed.join(", "));
    throw new HttpProblem("METHOD_NOT_ALLOWED", `It can be asked by ${allowed.join(", ")}.`);
  });
}

function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? url;
}
