import type { Context } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import { WebSocket } from "ws";
import { bearerToken } from "../auth/bearer.js";
import type { Principal } from "../auth/principal.js";
import { isExpiry, type Verifier } from "../auth/verifier.js";
import { Failure } from "../domain/failure.js";

/** What is known of a socket beside the socket itself. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  principal?: Principal;
  expiry?: NodeJS.Timeout;
}
type Socket = Context<Record<string, unknown>, Extra & Partial<SocketExtra>>;

// How a socket is refused tells its client what to do: 4403 and 1013 are tried again, with
// a fresh token or later; 4401 is final.
const CLOSE = { unauthorized: 4401, forbidden: 4403, tryAgainLater: 1013 } as const;

/** setTimeout's furthest. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Lets a socket in for as long as its token lasts. */
export async function admit({ connectionParams, extra }: Socket, verifier: Verifier): Promise<boolean> {
  try {
    const params = connectionParams ?? {};
    const header = params["Authorization"] ?? params["authorization"] ?? extra.request.headers.authorization;
    const principal = await verifier.verify(bearerToken(typeof header === "string" ? header : undefined));
    // Who left meanwhile has had its close already, and nobody would clear its timer.
    if (extra.socket.readyState !== WebSocket.OPEN) return false;
    extra.principal = principal;
    const remaining = Math.min(principal.expiresAt - Date.now(), LONGEST_TIMER_MS);
    const expire = () => extra.socket.close(CLOSE.forbidden, "The token has expired");
    extra.expiry = setTimeout(expire, remaining).unref();
    return true;
  } catch (error) {
    extra.socket.close(...refusal(error));
    return false;
  }
}

function refusal(error: unknown): [code: number, reason: string] {
  if (isExpiry(error)) return [CLOSE.forbidden, "The token has expired"];
  if (error instanceof Failure && error.code === "UNAUTHENTICATED")
    return [CLOSE.unauthorized, "Unauthorized"];
  return [CLOSE.tryAgainLater, "The token cannot be verified now"];
}
