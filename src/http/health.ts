import type { FastifyInstance } from "fastify";
import { runChecks, type Faults, type ReadinessChecks } from "./checks.js";

export function registerHealth(app: FastifyInstance, { required, optional }: ReadinessChecks): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const [needed, others] = await Promise.all([runChecks(required), runChecks(optional)]);
    const status = !allUp(needed) ? "unavailable" : allUp(others) ? "ready" : "degraded";
    reply.code(status === "unavailable" ? 503 : 200);
    return { status, ...report({ ...needed, ...others }) };
  });
}

/** `reasons` names those alone that are down. */
function report(faults: Faults) {
  const entries = Object.entries(faults);
  return {
    checks: Object.fromEntries(entries.map(([name, fault]) => [name, fault === null ? "up" : "down"])),
    reasons: Object.fromEntries(entries.filter(([, fault]) => fault !== null)),
  };
}

function allUp(faults: Faults): boolean {
  return Object.values(faults).every((fault) => fault === null);
}
