import type { Context } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import { WebSocket } from "ws";
import { bearerToken } from "../auth/bearer.js";
import type { Principal } from "../auth/principal.js";
import type { AuditLog, Unentitled } from "../ports/audit-log.js";
import { isExpiry, type Verifier } from "../auth/verifier.js";
import { outletOf } from "./socket-outlet.js";
import { isDistrust, watchToken } from "./token-life.js";

/** What is known of a socket beside the socket itself. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  principal?: Principal;
  /** Ends what was begun for it. */
  leave?: () => void;
}
type Socket = Context<Record<string, unknown>, Extra & Partial<SocketExtra>>;

// How a socket is refused tells its client what to do: 4403 and 1013 are tried again, with
// a fresh token or later; 4401 is final.
const CLOSE = { unauthorized: 4401, forbidden: 4403, tryAgainLater: 1013 } as const;

interface Admission {
  readonly verifier: Verifier;
  readonly audit: AuditLog;
  readonly recheckMs: number;
}

/** Lets a socket in for as long as its token lasts, and is believed. */
export async function admit(
  { connectionParams, extra }: Socket,
  { verifier, audit, recheckMs }: Admission,
): Promise<boolean> {
  try {
    const params = connectionParams ?? {};
    const header = params["Authorization"] ?? params["authorization"] ?? extra.request.headers.authorization;
    const token = bearerToken(typeof header === "string" ? header : undefined);
    const principal = await verifier.verify(token);
    // Who left meanwhile has had its close already, and nobody would clear its timer.
    if (extra.socket.readyState !== WebSocket.OPEN) return false;
    extra.principal = principal;
    extra.leave = watchToken(outletOf(extra.socket), { token, principal, verifier, recheckMs });
    return true;
  } catch (error) {
    if (isDistrust(error)) audit.turnedAway(unentitled(error as Error, extra));
    extra.socket.close(...refusal(error));
    return false;
  }
}

function unentitled({ message: reason }: Error, { request }: Extra): Unentitled {
  return {
    ...{ code: "UNAUTHENTICATED", reason, operation: "WebSocket /graphql", subject: null, warehouses: null },
    ...{ correlationId: null, address: request.socket.remoteAddress ?? null },
  };
}

function refusal(error: unknown): [code: number, reason: string] {
  if (isExpiry(error)) return [CLOSE.forbidden, "The token has expired"];
  if (isDistrust(error)) return [CLOSE.unauthorized, "Unauthorized"];
  return [CLOSE.tryAgainLater, "The token cannot be verified now"];
}
