import { expect } from "@jest/globals";
import { eventually } from "./eventually.js";
import { WebSocket } from "ws";

export interface LatencyProbesOptions {
  readonly url: string;
  readonly token: string;
  readonly count: number;
}

interface Told {
  /** Of the event, by the database's clock, which is this machine's. */
  readonly occurredAt: number;
  readonly tookMs: number;
}

const QUERY = "subscription { stockLevelChanged { position occurredAt productVariantId availableQuantity } }";
const OCCURRED = /"occurredAt":"([^"]+)"/;

/** Subscribers that note how long after its event each message came. */
export class LatencyProbes {
  readonly #options: LatencyProbesOptions;
  readonly #told: Told[] = [];
  readonly #sockets: WebSocket[] = [];
  #acknowledged = 0;

  constructor(options: LatencyProbesOptions) {
    this.#options = options;
  }

  /** Resolves when all have sent their subscriptions. */
  async subscribe(): Promise<void> {
    const { count } = this.#options;
    for (let index = 0; index < count; index++) this.#sockets.push(this.#open());
    await eventually(() => expect(this.#acknowledged).toBe(count), { timeoutMs: 60_000 });
  }

  /** In ms, of all events that occurred in between, by `Date.now()`; at all subscribers. */
  times(from: number, until: number): number[] {
    const within = this.#told.filter(({ occurredAt }) => occurredAt >= from && occurredAt < until);
    return within.map(({ tookMs }) => tookMs);
  }

  /** Resolves when all of them were told of an event of that time, by `Date.now()`, or later. */
  async toldOf(time: number): Promise<void> {
    const later = () => this.#told.filter(({ occurredAt }) => occurredAt >= time).length;
    await eventually(() => expect(later()).toBeGreaterThanOrEqual(this.#options.count), {
      timeoutMs: 60_000,
    });
  }

  leave(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #open(): WebSocket {
    const { url, token } = this.#options;
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on("open", () => say({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    socket.once("message", () => {
      say({ id: "1", type: "subscribe", payload: { query: QUERY } });
      this.#acknowledged++;
      socket.on("message", (bytes: Buffer) => this.#note(bytes.toString()));
    });
    return socket;
  }

  #note(message: string): void {
    const occurredAt = Date.parse(OCCURRED.exec(message)?.[1] ?? "");
    this.#told.push({ occurredAt, tookMs: performance.timeOrigin + performance.now() - occurredAt });
  }
}
