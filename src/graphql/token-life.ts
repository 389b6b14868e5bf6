import type { Principal } from "../auth/principal.js";
import type { Verifier } from "../auth/verifier.js";
import { Failure } from "../domain/failure.js";
import type { Outlet } from "./live/outlet.js";

/** setTimeout's furthest. */
const LONGEST_TIMER_MS = 2_147_483_647;

export interface UsedToken {
  readonly token: string;
  readonly principal: Principal;
  readonly verifier: Verifier;
  /** So often is asked whether its key is still believed; the verifier remembers its answer for a while, too. */
  readonly recheckMs: number;
}

/** Closes a connection when its token's time is over, or it is not believed any more. @returns what ends the watch. */
export function watchToken(outlet: Outlet, { token, principal, verifier, recheckMs }: UsedToken): () => void {
  const remaining = Math.min(principal.expiresAt - Date.now(), LONGEST_TIMER_MS);
  const expiry = setTimeout(() => outlet.close("token_expired"), remaining).unref();
  const recheck = () =>
    verifier.verify(token).catch((error: unknown) => {
      if (isDistrust(error)) outlet.close("token_withdrawn");
    });
  const rechecks = setInterval(() => void recheck(), recheckMs).unref();
  return () => {
    clearTimeout(expiry);
    clearInterval(rechecks);
  };
}

/** Of the token itself; else its issuer is out of reach. */
export function isDistrust(error: unknown): boolean {
  return error instanceof Failure && error.code === "UNAUTHENTICATED";
}
