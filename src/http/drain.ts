import { Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/**
 * A connection that is open may send requests for so long; with each answer it is closed.
 * Taken in steps: a process that was busy all the while reads what came before it ends.
 */
const LAST_REQUESTS = { steps: 10, stepMs: 50 };
/** What a request under way may still take. */
const DRAIN_MS = 20_000;

/**
 * Closes without losing a request: new connections are refused at once, those that are open
 * are served, and told to close. http's own `close()` cuts idle ones off at once, and one
 * that seems idle here may have sent a request already.
 */
export function drainOnClose(app: FastifyInstance): void {
  let cutOff: NodeJS.Timeout | undefined;
  app.addHook("preClose", async () => {
    cutOff = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS).unref();
    const drained = new AbortController();
    app.server.once("close", () => drained.abort());
    Server.prototype.close.call(app.server);
    await lastRequests(drained.signal);
  });
  app.addHook("onClose", async () => clearTimeout(cutOff));
}

/** Nobody is waited for who has gone. */
async function lastRequests(drained: AbortSignal): Promise<void> {
  for (let step = 0; step < LAST_REQUESTS.steps && !drained.aborted; step += 1) {
    await delay(LAST_REQUESTS.stepMs, undefined, { signal: drained }).catch(() => undefined);
  }
}
