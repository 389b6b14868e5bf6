import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols } from "graphql-ws";
import { WebSocketServer } from "ws";
import type { Verifier } from "../auth/verifier.js";
import type { Logger } from "../lib/logger.js";
import type { AuditLog } from "../ports/audit-log.js";
import type { Outlets } from "./live/outlets.js";
import type { Operations } from "./operations.js";
import { createOrigins } from "./origins.js";
import { GRAPHQL_PATH } from "./route.js";
import { admit } from "./socket-admission.js";
import { createSocketOperations } from "./socket-operations.js";
import { openSocketOutlet } from "./socket-outlet.js";
import { createSocketProtocol } from "./socket-protocol.js";
import type { SubscriberLimits } from "./subscriber-limits.js";

export interface Sockets {
  /** Ends every socket and event stream, and takes no more; the HTTP server stays. */
  dispose(): Promise<void>;
}

export interface SocketsOptions {
  readonly operations: Operations;
  readonly outlets: Outlets;
  readonly verifier: Verifier;
  readonly limits: SubscriberLimits;
  readonly requestTimeoutMs: number;
  readonly audit: AuditLog;
  readonly logger: Logger;
}

const MAX_MESSAGE_BYTES = 1_048_576;
/** What the other side may take to close; then it is cut off. */
const CLOSING_MS = 5_000;

/** GraphQL over WebSocket (graphql-transport-ws) on the HTTP server's own port. */
export function serveSockets(server: Server, options: SocketsOptions): Sockets {
  const { operations, outlets, verifier, limits, requestTimeoutMs, audit, logger } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols });
  const isAllowed = createOrigins(limits.origins);
  const speak = createSocketProtocol({
    handlers: {
      onConnect: (socket) => admit(socket, { verifier, audit, recheckMs: limits.recheckMs }),
      ...createSocketOperations(operations, { most: limits.operations, requestTimeoutMs, logger }),
    },
    ...{ format: operations.format, logger },
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split("?")[0] !== GRAPHQL_PATH) return refuse(socket, "404 Not Found");
    if (!isAllowed(request.headers)) return refuse(socket, "403 Forbidden");
    sockets.handleUpgrade(request, socket, head, (client) => {
      openSocketOutlet(client, request, outlets);
      speak(client, request);
    });
  };
  server.on("upgrade", upgrade);
  return {
    async dispose() {
      const cutOff = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, CLOSING_MS);
      outlets.close();
      for (const client of sockets.clients) client.close(1001, "Going away");
      const closed = new Promise<void>((resolve) => sockets.close(() => resolve()));
      await Promise.all([closed, outlets.emptied()]);
      clearTimeout(cutOff);
      server.off("upgrade", upgrade);
    },
  };
}

/** The HTTP server has let go of the socket: nobody else hears of its errors, or closes it. */
function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => undefined);
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
