import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection on which a test says what no HTTP client would. */
export interface RawHttp {
  readonly socket: Socket;
  /** Everything that came back so far. */
  read(): string;
  /** When the other side has closed. */
  readonly closed: Promise<unknown>;
}

export async function openRawHttp(url: string): Promise<RawHttp> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  // What was cut off is what is to be seen.
  socket.on("error", () => undefined);
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, read: () => text, closed };
}

/** Sends it all, and waits until the service has closed the connection. */
export async function exchange(url: string, request: string): Promise<string> {
  const { socket, read, closed } = await openRawHttp(url);
  socket.write(request, "latin1");
  await closed;
  return read();
}
