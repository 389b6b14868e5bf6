import { createClient, type Client } from "graphql-ws";
import { session } from "../session/session.js";
import { backoffMs, pause } from "./backoff.js";
import { connection } from "./connection.js";

const KEEP_ALIVE_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const ACK_WITHIN_MS = 10_000;
const CLOSE = { unauthorized: 4401, forbidden: 4403 } as const;

export interface LiveClient {
  readonly client: Client;
  close(): void;
}

/** One socket for as long as somebody is signed in; it is opened again for ever. */
export function openLiveClient(): LiveClient {
  let closed = false;
  let token: string | null = null;
  connection.enter("connecting");
  const client = createClient({
    url: webSocketUrl(),
    lazy: false,
    onNonLazyError: () => undefined,
    connectionParams() {
      token = session.get().token;
      return { Authorization: `Bearer ${token ?? ""}` };
    },
    keepAlive: KEEP_ALIVE_MS,
    connectionAckWaitTimeout: ACK_WITHIN_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    async retryWait(attempt) {
      // Before the socket is opened: the service waits for a token a few seconds only.
      await session.usable();
      await pause(backoffMs(attempt));
    },
  });
  client.on("connected", () => connection.enter("live"));
  client.on("closed", (event) => {
    if (closed) return;
    lost();
    const { code, reason } = event as CloseEvent;
    if (code === CLOSE.forbidden && token === session.get().token) {
      session.end(reason.includes("expired") ? "expired" : "withdrawn");
    }
    if (code === CLOSE.unauthorized) session.refused(token, "The service does not take this token.");
  });
  const stopWatching = watchPongs(client);
  const offline = () => client.terminate();
  window.addEventListener("offline", offline);
  return {
    client,
    close() {
      closed = true;
      stopWatching();
      window.removeEventListener("offline", offline);
      // Rejects with what closed a socket that was just being opened.
      Promise.resolve(client.dispose()).catch(() => undefined);
    },
  };
}

/** The machine itself is reached without a network, too. */
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

function lost(): void {
  const online = navigator.onLine || LOOPBACK.test(location.hostname);
  connection.enter(online ? "reconnecting" : "offline");
}

/** A socket whose other side went without a word is given up, and opened again. */
function watchPongs(client: Client): () => void {
  let awaited: ReturnType<typeof setTimeout> | undefined;
  client.on("ping", (received) => {
    if (received) return;
    clearTimeout(awaited);
    awaited = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
  });
  client.on("pong", (received) => {
    if (received) clearTimeout(awaited);
  });
  client.on("closed", () => clearTimeout(awaited));
  return () => clearTimeout(awaited);
}

function webSocketUrl(): string {
  const url = new URL("graphql", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
}
