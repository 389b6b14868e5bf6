import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { bearerToken } from "../auth/bearer.js";
import { demandScope, ROUTE_SCOPES } from "../auth/rights.js";
import type { Verifier } from "../auth/verifier.js";

export function registerMetrics(app: FastifyInstance, registry: Registry, verifier: Verifier | null): void {
  app.get("/metrics", async (request, reply) => {
    if (verifier) {
      const principal = await verifier.verify(bearerToken(request.headers.authorization));
      demandScope(principal, ROUTE_SCOPES["GET /metrics"]);
    }
    reply.type(registry.contentType);
    return registry.metrics();
  });
}
