import { WebSocket } from "ws";
import { eventually } from "./eventually.js";

/** So large is a message that few of them fill what the network itself holds. */
const ALIASES = 800;
const FILLER = Array.from({ length: ALIASES }, (_, index) => `f${index}: eventId`).join(" ");
const QUERY = `subscription ($after: Position, $conflate: Boolean) {
  stockLevelChanged(after: $after, conflate: $conflate) { position productVariantId itemVersion ${FILLER} }
}`;

export interface SlowSubscriberOptions {
  readonly url: string;
  readonly token: string;
  readonly conflate: boolean;
}

interface Change {
  readonly position: string;
  readonly productVariantId: string;
  readonly itemVersion: number;
}

/** A client of every change of level, in large messages, that can stop reading what it is sent. */
export class SlowSubscriber {
  readonly feed = "stockLevelChanged";
  readonly ids = null;
  /** Positions, in the order they came in. */
  readonly heard: number[] = [];
  /** The code by which its latest connection was closed; undefined while it is open. */
  closedWith: number | undefined;
  /** Of all its messages. */
  bytes = 0;
  readonly #options: SlowSubscriberOptions;
  readonly #versions = new Map<string, number>();
  #socket: WebSocket | undefined;

  constructor(options: SlowSubscriberOptions) {
    this.#options = options;
  }

  /** The version of an item that it was told of last. */
  version(id: string): number | undefined {
    return this.#versions.get(id);
  }

  /** Resolves when its subscription is sent. @param after by default what is new alone. */
  async subscribe(after?: number): Promise<void> {
    const { url, token, conflate } = this.#options;
    this.closedWith = undefined;
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    this.#socket = socket;
    let acknowledged = false;
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on("open", () => say({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    socket.on("close", (code) => (this.closedWith = code));
    socket.on("error", () => undefined);
    socket.on("message", (bytes: Buffer) => {
      if (acknowledged) return this.#note(bytes);
      const variables = { after: after === undefined ? null : String(after), conflate };
      say({ id: "1", type: "subscribe", payload: { query: QUERY, variables } });
      acknowledged = true;
    });
    await eventually(() => {
      if (!acknowledged) throw new Error(`not acknowledged: ${this.closedWith ?? "open"}`);
    });
  }

  /** After what it has read already it reads nothing, until `read`. */
  pause(): void {
    this.#socket?.pause();
  }

  read(): void {
    this.#socket?.resume();
  }

  leave(): void {
    this.#socket?.terminate();
  }

  #note(bytes: Buffer): void {
    this.bytes += bytes.length;
    const { payload, type } = JSON.parse(bytes.toString()) as {
      readonly type: string;
      readonly payload?: { readonly data?: { readonly stockLevelChanged: Change } };
    };
    const change = payload?.data?.stockLevelChanged;
    if (type !== "next" || !change) return;
    this.heard.push(Number(change.position));
    this.#versions.set(change.productVariantId, change.itemVersion);
  }
}
