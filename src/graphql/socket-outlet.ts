import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import type { Ending, Outlet } from "./live/outlet.js";
import type { Outlets } from "./live/outlets.js";

/** What a client is told; graphql-ws clients come again after each of these. docs/operations.md has them. */
const CLOSE: Readonly<Record<Exclude<Ending, "keep_alive" | "client">, readonly [number, string]>> = {
  behind: [4413, "Slower than the feed: resume after the last position you were given"],
  token_expired: [4403, "The token has expired"],
  token_withdrawn: [4403, "The token is not accepted any more"],
  stopping: [1001, "Going away"],
};
/** What waits stands before the close; who does not read that either is cut off. */
const CLOSING_MS = 5_000;

const outlets = new WeakMap<WebSocket, Outlet>();

/** Gives a new socket its outlet, which all of its subscriptions write to. */
export function openSocketOutlet(client: WebSocket, request: IncomingMessage, all: Outlets): void {
  let answered = true;
  client.on("pong", () => (answered = true));
  const { socket } = request;
  const outlet = all.open("socket", {
    stream: socket,
    // Whole frames, as ws's own are: it neither compresses here nor waits in the midst of one.
    write(frame) {
      return client.readyState !== client.OPEN || socket.write(frame, "latin1");
    },
    beat() {
      if (!answered) return outlet.close("keep_alive");
      answered = false;
      client.ping();
    },
    hangUp(why) {
      if (why === "keep_alive" || why === "client") return client.terminate();
      client.close(...CLOSE[why]);
      const cutOff = setTimeout(() => client.terminate(), CLOSING_MS).unref();
      client.once("close", () => clearTimeout(cutOff));
    },
  });
  outlets.set(client, outlet);
}

/** @throws when the socket was not opened with one. */
export function outletOf(client: WebSocket): Outlet {
  const outlet = outlets.get(client);
  if (!outlet) throw new Error("The socket has no outlet");
  return outlet;
}
