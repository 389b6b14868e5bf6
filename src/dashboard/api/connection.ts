import { createStore } from "./store.js";

/** The socket, as the shell shows it. */
export interface Connection {
  readonly state: "connecting" | "live" | "reconnecting" | "offline";
  /** When it came into this state, in milliseconds since 1970. */
  readonly since: number;
}

const store = createStore<Connection>({ state: "connecting", since: Date.now() });

export const connection = {
  get: store.get,
  subscribe: store.subscribe,
  enter(state: Connection["state"]): void {
    // Many attempts to connect again are one time without a connection.
    if (store.get().state !== state) store.set({ state, since: Date.now() });
  },
};
