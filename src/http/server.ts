import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { EmbeddedIssuer } from "../auth/embedded-issuer.js";
import { guardRoutes } from "../auth/guard-routes.js";
import { createIdentify } from "../auth/identify.js";
import type { Route } from "../auth/rights.js";
import type { Verifier } from "../auth/verifier.js";
import type { Logger } from "../lib/logger.js";
import type { AuditLog } from "../ports/audit-log.js";
import { answerError } from "./answer-error.js";
import { answerErrors } from "./answer-errors.js";
import type { ReadinessChecks } from "./checks.js";
import { registerDashboard } from "./dashboard.js";
import { drainOnClose } from "./drain.js";
import { registerGraphiql } from "./graphiql.js";
import { registerHealth } from "./health.js";
import { registerMetrics } from "./metrics.js";
import { logRequests } from "./request-log.js";
import { tellOfTurnedAway } from "./turned-away.js";
import { secureHeaders } from "./security-headers.js";
import { registerTokenEndpoint } from "./token-endpoint.js";

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly readiness: ReadinessChecks;
  readonly metrics: {
    readonly registry: Registry;
    /** Read without a token. */
    readonly open: boolean;
  };
  readonly verifier: Verifier;
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
/** An id of 64 characters, each of which may take four bytes, with each byte as `%XX`. */
const MAX_PARAMETER_LENGTH = 64 * 4 * 3;
/** So long may a client take; then its connection is cut, so that slow ones cannot take all there are. */
const TO_SEND_HEADERS_MS = 10_000;
const TO_SEND_A_REQUEST_MS = 30_000;
const CHECKED_EVERY_MS = 1_000;

/** A server that is not listening yet. Its `close()` drains: no new connections, those that are open get their answers. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { logger, audit, readiness, metrics, verifier, issuer, mounts } = options;
  const app = Fastify({
    ...{ bodyLimit: MAX_BODY_BYTES, logger: false, return503OnClosing: false },
    ...{ requestTimeout: TO_SEND_A_REQUEST_MS, routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH } },
    // What no route is looked for by: an address that cannot be decoded.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply, logger),
    http: { headersTimeout: TO_SEND_HEADERS_MS, connectionsCheckingInterval: CHECKED_EVERY_MS },
  });
  answerErrors(app, logger);
  secureHeaders(app);
  tellOfTurnedAway(app, audit);
  drainOnClose(app);
  if (logger.isLevelEnabled("debug")) logRequests(app, logger);
  guardRoutes(app, createIdentify(verifier), new Set<Route>(metrics.open ? ["GET /metrics"] : []));
  registerHealth(app, readiness);
  registerMetrics(app, metrics.registry);
  registerDashboard(app, { issuer });
  registerGraphiql(app);
  if (issuer) registerTokenEndpoint(app, issuer.issuer, issuer.exposed);
  for (const mount of mounts) mount(app);
  return app;
}
