import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { EmbeddedIssuer } from "../auth/embedded-issuer.js";
import type { Verifier } from "../auth/verifier.js";
import { Failure } from "../domain/failure.js";
import type { Logger } from "../lib/logger.js";
import type { ReadinessChecks } from "./checks.js";
import { drainOnClose } from "./drain.js";
import { registerHealth } from "./health.js";
import { registerLandingPage } from "./landing-page.js";
import { registerMetrics } from "./metrics.js";
import { logRequests } from "./request-log.js";
import { STATUS } from "./statuses.js";
import { registerTokenEndpoint } from "./token-endpoint.js";

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly readiness: ReadinessChecks;
  readonly metrics: {
    readonly registry: Registry;
    /** Checks the token of who reads them; null: anybody may. */
    readonly verifier: Verifier | null;
  };
  /** null: tokens come from somewhere else. */
  readonly issuer: {
    readonly issuer: EmbeddedIssuer;
    /** Answer others than this machine, too. */
    readonly exposed: boolean;
  } | null;
  /** Each adds the routes of one part. */
  readonly mounts: readonly ((app: FastifyInstance) => void)[];
}

const MAX_BODY_BYTES = 1_048_576;

/** A server that is not listening yet. Its `close()` drains: no new connections, those that are open get their answers. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { logger, readiness, metrics, issuer, mounts } = options;
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, logger: false, return503OnClosing: false });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error instanceof Failure ? STATUS[error.code] : (error.statusCode ?? 500);
    if (status >= 500) {
      logger.error({ err: error, path: request.routeOptions.url }, "A request failed");
    }
    const message =
      status >= 500 && !(error instanceof Failure) ? "Something went wrong here." : error.message;
    return reply.code(status).send({ status, code: error.code, message });
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ status: 404, code: "NOT_FOUND", message: `Nothing answers ${request.method} here.` }),
  );
  drainOnClose(app);
  if (logger.isLevelEnabled("debug")) logRequests(app, logger);
  registerHealth(app, readiness);
  registerMetrics(app, metrics.registry, metrics.verifier);
  registerLandingPage(app, { embeddedIssuer: issuer !== null });
  if (issuer) registerTokenEndpoint(app, issuer.issuer, issuer.exposed);
  for (const mount of mounts) mount(app);
  return app;
}
