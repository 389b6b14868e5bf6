import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { clientFrame, Frames } from "./frames.js";
import type { Shape } from "./shapes.js";

export interface Listener {
  readonly port: number;
  readonly authorization: string | undefined;
  readonly shape: Shape;
  /** One event; the bytes are only lent. */
  readonly event: (position: number, bytes: Buffer, from: number, end: number) => void;
  readonly fault: (what: string) => void;
}

const POSITION = Buffer.from('"position":"');
const HEAD_END = "\r\n\r\n";
/** Read into by all sockets of the process in turn. */
const LENT = Buffer.alloc(65_536);

/**
 * A subscriber that costs little, so that the client's side does not hold the measure: a
 * socket of its own making, and of a message only the position is looked at.
 */
export class Subscriber {
  events = 0;
  /** When the server has acknowledged it and its subscription is sent. */
  readonly ready: Promise<void>;
  readonly #listener: Listener;
  readonly #socket: Socket;
  readonly #frames: Frames;
  readonly #id = randomUUID();
  #ready = (): void => undefined;
  #state: "upgrading" | "introducing" | "listening" = "upgrading";
  #head = "";
  #position = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.ready = new Promise((resolve) => (this.#ready = resolve));
    this.#frames = new Frames({
      text: (bytes, from, end) => this.#text(bytes, from, end),
      close: (code) => listener.fault(`closed with ${code}`),
      ping: (payload) => this.#socket.write(clientFrame("pong", payload)),
    });
    const onread = { buffer: LENT, callback: (length: number) => this.#take(length) };
    this.#socket = connect({ port: listener.port, host: "127.0.0.1", onread }, () => this.#upgrade());
    this.#socket.on("error", ({ message }) => listener.fault(message));
    this.#socket.on("close", () => listener.fault("disconnected"));
  }

  #upgrade(): void {
    this.#socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${this.#listener.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(this.#id.slice(0, 16)).toString("base64")}\r\n` +
        `Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
  }

  #take(length: number): boolean {
    if (this.#state === "upgrading") this.#answered(LENT.toString("latin1", 0, length));
    else this.#frames.take(LENT, length);
    return true;
  }

  #answered(text: string): void {
    this.#head += text;
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    if (!this.#head.startsWith("HTTP/1.1 101")) return this.#listener.fault(this.#head.slice(0, 100));
    // A ping may come right behind it.
    const rest = Buffer.from(this.#head.slice(end + HEAD_END.length), "latin1");
    this.#head = "";
    const { authorization } = this.#listener;
    this.#state = authorization === undefined ? "listening" : "introducing";
    if (authorization === undefined) this.#ready();
    else this.#say({ type: "connection_init", payload: { authorization } });
    this.#frames.take(rest, rest.length);
  }

  #text(bytes: Buffer, from: number, end: number): void {
    if (this.#state === "introducing") return this.#subscribe();
    const found = bytes.indexOf(POSITION, from) + POSITION.length;
    const position = found > from && found < end ? digits(bytes, found) : 0;
    if (position === 0) return this.#listener.fault(bytes.toString("utf8", from, Math.min(end, from + 200)));
    // The bare server repeats one message.
    if (position <= this.#position && this.#listener.authorization !== undefined)
      this.#listener.fault(`position ${position} after ${this.#position}`);
    this.#position = position;
    this.events++;
    this.#listener.event(position, bytes, from, end);
  }

  #subscribe(): void {
    this.#state = "listening";
    this.#say({ id: this.#id, type: "subscribe", payload: this.#listener.shape });
    this.#ready();
  }

  #say(message: object): void {
    this.#socket.write(clientFrame("text", Buffer.from(JSON.stringify(message))));
  }
}

function digits(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = value * 10 + digit;
  }
}
