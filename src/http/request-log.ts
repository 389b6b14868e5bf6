import type { FastifyInstance } from "fastify";
import type { Logger } from "../lib/logger.js";

/** One line for each answer. Neither headers nor query nor body: they hold tokens and what is nobody's business. */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.addHook("onResponse", async (request, reply) => {
    const line = {
      method: request.method,
      path: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      correlationId: reply.getHeader("x-correlation-id"),
    };
    logger.debug(line, "a request was answered");
  });
}
