import { WebSocket } from "ws";

/** A socket of graphql-transport-ws, message by message. */
export interface RawSocket {
  readonly received: readonly object[];
  /** The code. */
  readonly closed: Promise<number>;
  /** Once it was acknowledged. */
  send(message: object): void;
  close(): void;
  /** Reads nothing any more, and so answers no ping. */
  pause(): void;
}

/** A socket that introduces itself with a token, with none (undefined), or not at all (null). */
export function openRawSocket(httpUrl: string, token: string | undefined | null): RawSocket {
  const socket = new WebSocket(`${httpUrl.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const opened = new Promise<void>((resolve) => socket.on("open", resolve));
  const received: object[] = [];
  let acknowledged = (): void => undefined;
  const ready = new Promise<void>((resolve) => (acknowledged = resolve));
  const say = (message: object) => void opened.then(() => socket.send(JSON.stringify(message)));
  socket.on("message", (text: Buffer) => {
    received.push(JSON.parse(text.toString()) as object);
    acknowledged();
  });
  if (token === null) acknowledged();
  else
    say({
      type: "connection_init",
      payload: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  return {
    received,
    closed: new Promise<number>((resolve) => socket.on("close", (code) => resolve(code))),
    send: (message: object) => void ready.then(() => say(message)),
    close: () => socket.close(),
    pause: () => socket.pause(),
  };
}
