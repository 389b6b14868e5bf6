import type { FastifyInstance } from "fastify";
import { answerErrors } from "./answer-errors.js";
import { createOrigins } from "./origins.js";

interface GuardOptions {
  readonly path: string;
  /** As for `createOrigins`. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
}

/** What a web page of an allowed origin may send beside what all may. */
const HEADERS = "authorization, content-type, last-event-id, x-correlation-id, traceparent";
const REMEMBERED_SECONDS = 600;

/** Who may open a WebSocket may also use the scope's path from a web page (CORS); others are refused. */
export function guardOrigin(scope: FastifyInstance, { path, origins, methods }: GuardOptions): void {
  const isAllowed = createOrigins(origins);
  scope.addHook("onRequest", async (request, reply) => {
    reply.header("vary", "origin");
    if (!isAllowed(request.headers)) {
      const message = "Web pages of this origin may not subscribe.";
      return answerErrors(reply, 403, { message, code: "FORBIDDEN" });
    }
    const { origin } = request.headers;
    if (origin === undefined) return undefined;
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "x-correlation-id, retry-after");
    return undefined;
  });
  scope.options(path, (_request, reply) =>
    reply
      .code(204)
      .header("access-control-allow-methods", methods.join(", "))
      .header("access-control-allow-headers", HEADERS)
      .header("access-control-max-age", REMEMBERED_SECONDS)
      .send(),
  );
}
