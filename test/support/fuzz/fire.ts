import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fireSocket } from "./fire-socket.js";
import type { Range, Reply } from "./range.js";
import { bytesOf, type HttpShot, type RawShot, type Shot } from "./shot.js";

const PATIENCE_MS = 60_000;
/** How much of an event stream, or of what no protocol ends, is listened to. */
const LISTEN_MS = 60;
/** Half a request is waited for, by the service, for longer than this. */
const UNANSWERED_MS = 500;

const agent = new Agent({ keepAlive: true, timeout: 30_000 });

export const closeAgent = (): void => agent.destroy();

export function fire(shot: Shot, range: Range): Promise<Reply> {
  if (shot.kind === "http") return fireHttp(shot, range);
  return shot.kind === "socket" ? fireSocket(shot, range) : fireRaw(shot, range);
}

/** Once more where the connection had been closed already when it was taken to be used again. */
async function fireHttp(shot: HttpShot, range: Range): Promise<Reply> {
  const reply = await fireOnce(shot, range);
  return reply.stale ? fireOnce(shot, range) : reply;
}

function fireOnce(
  { as, method, path, headers, body }: HttpShot,
  { url, pools, tokens }: Range,
): Promise<Reply> {
  const sent = body && bytesOf(body, pools);
  const token = tokens[as];
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const options = {
      ...{ hostname, port, method, agent, path: sayable(pools.fill(path)) },
      headers: {
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, pools.fill(value)])),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(sent ? { "content-length": sent.length } : {}),
      },
    };
    const sending = request(options, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      let text = "";
      const end = (silent = false) => resolve({ status, headers: answered, text, silent });
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", end);
      response.on("error", () => end());
      if (!answered["content-type"]?.startsWith("text/event-stream")) return;
      // It has no end of its own.
      setTimeout(() => {
        end();
        response.destroy();
      }, LISTEN_MS).unref();
    });
    sending.setTimeout(PATIENCE_MS, () => {
      resolve({ status: 0, headers: {}, text: "", silent: true });
      sending.destroy();
    });
    sending.on("error", (error) =>
      resolve({ status: 0, headers: {}, text: error.message, stale: sending.reusedSocket }),
    );
    sending.end(sent);
  });
}

const sayable = (path: string): string =>
  path.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter.toWellFormed()));

async function fireRaw({ bytes }: RawShot, { url, pools }: Range): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  const heard = new Promise<void>((resolve) => {
    socket.on("data", (part: Buffer) => {
      text += part.toString("latin1");
      resolve();
    });
  });
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  // Cut off is an answer, too.
  socket.on("error", () => undefined);
  socket.write(bytesOf(bytes, pools));
  await Promise.race([closed, heard, delay(UNANSWERED_MS)]);
  await Promise.race([closed, delay(LISTEN_MS)]);
  socket.destroy();
  await closed;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), headers: {}, text };
}
