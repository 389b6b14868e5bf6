import type { FastifyInstance } from "fastify";
import { Failure } from "../domain/failure.js";
import type { AuditLog } from "../ports/audit-log.js";

/** Whatever route refuses for lack of a token or of a right, the audit hears of it. */
export function tellOfTurnedAway(app: FastifyInstance, audit: AuditLog): void {
  app.addHook("onError", async (request, _reply, error) => {
    if (!(error instanceof Failure)) return;
    const { code, message: reason } = error;
    if (code !== "UNAUTHENTICATED" && code !== "FORBIDDEN") return;
    const { subject = null, warehouses = null } = request.caller?.principal ?? {};
    audit.turnedAway({
      ...{ code, reason, subject, warehouses },
      operation: `${request.method} ${request.routeOptions.url}`,
      correlationId: request.origin?.correlationId ?? null,
      address: request.socket.remoteAddress ?? null,
    });
  });
}
