import { createStore } from "../api/store.js";
import { identityOf, type Identity } from "./identity.js";

export interface Session {
  readonly token: string | null;
  readonly identity: Identity | null;
  /** Why its token does not count any more; the page stays, and asks for a fresh one. null: it counts. */
  readonly ended: "expired" | "withdrawn" | null;
  /** Why nobody is signed in. */
  readonly notice: string | null;
}

// The tab's alone, and gone with it.
const KEY = "stockfeed.token";
const NOBODY: Session = { token: null, identity: null, ended: null, notice: null };

const store = createStore<Session>(restored());

export const session = {
  ...store,
  /** Answers what is wrong with the token; null: signed in, or signed in anew. */
  signIn(text: string): string | null {
    const token = text.trim().replace(/^Bearer\s+/i, "");
    const identity = identityOf(token);
    if (!identity) return "This is no token: three parts with dots between them are expected.";
    if (identity.expiresAt <= Date.now()) return "This token has expired.";
    sessionStorage.setItem(KEY, token);
    store.set({ token, identity, ended: null, notice: null });
    return null;
  },
  signOut(notice: string | null = null): void {
    sessionStorage.removeItem(KEY);
    store.set({ ...NOBODY, notice });
  },
  /**
   * The service refused a token: one that ran out is asked for anew, any other signs out. Answers
   * whether to ask again, once `usable()`: by then another token counts.
   */
  refused(token: string | null, message: string): boolean {
    const now = store.get();
    if (!now.identity) return false;
    if (now.token !== token) return true;
    if (now.identity.expiresAt <= Date.now()) {
      session.end("expired");
      return true;
    }
    session.signOut(message);
    return false;
  },
  /** Asks for a fresh token. */
  end(why: "expired" | "withdrawn"): void {
    const now = store.get();
    if (now.identity && now.ended === null) store.set({ ...now, ended: why });
  },
  /** Resolves at once, or when there is a fresh token. */
  async usable(): Promise<void> {
    if (store.get().ended === null) return;
    await new Promise<void>((resolve) => {
      const stop = store.subscribe(() => {
        if (store.get().ended !== null) return;
        stop();
        resolve();
      });
    });
  },
};

function restored(): Session {
  const token = sessionStorage.getItem(KEY);
  const identity = token === null ? null : identityOf(token);
  if (!identity) return NOBODY;
  if (identity.expiresAt <= Date.now()) return { ...NOBODY, notice: "Your token has expired." };
  return { token, identity, ended: null, notice: null };
}
