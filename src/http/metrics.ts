import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

export function registerMetrics(app: FastifyInstance, registry: Registry): void {
  app.get("/metrics", async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
}
