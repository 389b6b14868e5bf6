import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Range, Reply } from "./range.js";
import { bytesOf, type SocketShot } from "./shot.js";

const PATIENCE_MS = 60_000;
/** What is answered later than this is not waited for. */
const LISTEN_MS = 60;

/** @returns everything that was said, a line each; the status is the code that the socket was closed with, or 1000. */
export async function fireSocket({ as, frames }: SocketShot, { url, pools, tokens }: Range): Promise<Reply> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const said: string[] = [];
  let code = 1000;
  socket.on("message", (text: Buffer) => said.push(text.toString()));
  const opened = new Promise<boolean>((resolve) => {
    socket.on("open", () => resolve(true));
    socket.on("error", () => resolve(false));
  });
  const closed = new Promise<void>((resolve) => {
    socket.on("close", (with_) => {
      code = with_;
      resolve();
    });
  });
  if (!(await opened)) return { status: 0, headers: {}, text: "It was not let in" };
  for (const frame of frames) {
    const binary = "bytes" in frame;
    const bytes = bytesOf(frame, pools);
    const named = binary ? bytes : bytes.toString().replace("~token~", `Bearer ${tokens[as] ?? ""}`);
    await new Promise<void>((sent) => socket.send(named, { binary }, () => sent()));
    // The first is answered before the others, as a client would have it.
    if (frame === frames[0]) await Promise.race([closed, heard(socket), delay(LISTEN_MS * 4)]);
  }
  await Promise.race([closed, delay(LISTEN_MS)]);
  const broken = code !== 1000 && socket.readyState === WebSocket.CLOSED;
  if (!broken) socket.close();
  const silent = await Promise.race([closed.then(() => false), delay(PATIENCE_MS, true, { ref: false })]);
  return { status: broken ? code : 1000, headers: {}, text: said.join("\n"), silent };
}

const heard = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => socket.once("message", () => resolve()));
