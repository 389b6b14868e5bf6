import { useSyncExternalStore } from "react";
import type { Scope } from "./identity.js";
import { session, type Session } from "./session.js";

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** Whether to offer what needs a scope; the service decides. */
export function useMay(scope: Scope): boolean {
  return useSession().identity?.scopes.has(scope) ?? false;
}
