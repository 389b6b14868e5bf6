import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire to a server that can be cut, so that the server itself need not be stopped. */
export interface TcpProxy {
  /** The server's address, by way of the proxy. */
  readonly url: string;
  connections(): number;
  /** Breaks every connection; new ones are taken. */
  cut(): void;
  /** Breaks every connection, and each new one at once, until `accept`. */
  refuse(): void;
  accept(): void;
  /** Breaks the connection once so many more bytes went to the server. */
  cutAfter(bytes: number): void;
  /** Breaks the connection that sends this text next: once it was delivered, or before. With "refuse", then all others. */
  cutAt(text: string, side: "delivered" | "undelivered", then?: "refuse"): { done(): boolean };
  /** From the connection that sends this text next, the server's answers are held back until released. */
  holdAnswersFrom(text: string): { broken(): boolean; release(): void };
  /** Whether what the server says is lost on the way; what it is told still arrives. */
  swallow(on: boolean): void;
  /** Nothing goes through, and nobody is told, until `flow`: then what was sent meanwhile arrives. */
  stall(): void;
  flow(): void;
  close(): Promise<void>;
}

/** Is shown what the client of one connection sends, part by part. */
export type Watcher = (bytes: Buffer) => void;

/** @param watch is asked for a watcher by each connection. */
export async function openTcpProxy(target: string, watch?: () => Watcher): Promise<TcpProxy> {
  const url = new URL(target);
  /** Clients, each with its connection to the server. */
  const wires = new Map<Socket, Socket>();
  let refusing = false;
  let swallowing = false;
  let stalling = false;
  let bytesLeft = Infinity;
  let hold: { text: string; client?: Socket; upstream?: Socket } | undefined;
  let trap: { text: string; side: "delivered" | "undelivered"; then?: "refuse" | undefined } | undefined;

  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (refusing) return void client.destroy();
    const upstream = connect(Number(url.port), url.hostname);
    upstream.on("error", () => undefined);
    wires.set(client, upstream);
    client.on("close", () => (wires.delete(client), upstream.destroy()));
    upstream.on("close", () => client.destroy());
    upstream.on("data", (bytes) => swallowing || client.write(bytes));
    if (stalling) [client, upstream].forEach((end) => end.pause());
    const watcher = watch?.();
    client.on("data", (bytes) => {
      watcher?.(bytes);
      if (hold && !hold.upstream && bytes.includes(hold.text)) {
        Object.assign(hold, { client, upstream });
        upstream.pause();
      }
      if (trap && bytes.includes(trap.text)) {
        if (trap.side === "delivered") upstream.end(bytes);
        else upstream.destroy();
        const { then } = trap;
        trap = undefined;
        client.destroy();
        if (then === "refuse") refuse();
        return;
      }
      upstream.write(bytes.subarray(0, bytesLeft));
      bytesLeft -= bytes.length;
      if (bytesLeft > 0) return;
      bytesLeft = Infinity;
      // What was let through is delivered before the end.
      upstream.end();
      client.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const cut = (): void => wires.forEach((_, client) => client.destroy());
  const refuse = (): void => {
    refusing = true;
    cut();
  };
  const through = new URL(target);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.toString(),
    connections: () => wires.size,
    cut,
    refuse,
    accept: () => void (refusing = false),
    cutAt(text, side, then) {
      const own = { text, side, then };
      trap = own;
      return { done: () => trap !== own };
    },
    holdAnswersFrom(text) {
      const own: NonNullable<typeof hold> = { text };
      hold = own;
      return { broken: () => own.client?.destroyed === true, release: () => void own.upstream?.resume() };
    },
    cutAfter: (bytes) => void (bytesLeft = bytes),
    swallow: (on) => void (swallowing = on),
    stall() {
      stalling = true;
      for (const wire of wires) wire.forEach((end) => end.pause());
    },
    flow() {
      stalling = false;
      for (const wire of wires) wire.forEach((end) => end.resume());
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
