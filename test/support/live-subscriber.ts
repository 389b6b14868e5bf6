import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Process } from "./cluster.js";

const FEEDS = {
  stockLevelChanged: `subscription ($after: Position, $ids: [ID!]) {
    stockLevelChanged(after: $after, filter: { productVariantIds: $ids }) { position productVariantId itemVersion }
  }`,
  stockStatusChanged: `subscription ($after: Position, $ids: [ID!]) {
    stockStatusChanged(after: $after, filter: { productVariantIds: $ids }) { position productVariantId }
  }`,
  inventoryEvents:
    "subscription ($after: Position) { inventoryEvents(after: $after) { position eventType } }",
  reservationChanged:
    "subscription ($after: Position) { reservationChanged(after: $after) { position status } }",
};
export type FeedName = keyof typeof FEEDS;

interface Change {
  readonly position: string;
  readonly productVariantId?: string;
  readonly itemVersion?: number;
}

export interface SubscriberOptions {
  /** Nodes in turn, as they are by then. */
  readonly nodes: () => readonly Pick<Process, "url">[];
  readonly token: string;
  readonly feed: FeedName;
  /** Of these items alone, of a feed of items. */
  readonly ids?: readonly string[];
}

const PAUSE_MS = 50;

/** A client that begins with the feed and, whenever its subscription ends, resumes after what it was given last. */
export class LiveSubscriber {
  /** Positions, in the order they came in. */
  readonly heard: number[] = [];
  /** How often it had to subscribe. */
  subscriptions = 0;
  readonly #options: SubscriberOptions;
  readonly #newest = new Map<string, number>();
  #stopped = false;
  #leave = (): void => undefined;
  #socket: WebSocket | undefined;
  readonly #running: Promise<void>;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get feed(): FeedName {
    return this.#options.feed;
  }

  get ids(): readonly string[] | null {
    return this.#options.ids ?? null;
  }

  /** The newest version of an item that it was told of. */
  newest(id: string): number {
    return this.#newest.get(id) ?? 0;
  }

  /** Breaks its connection without a word. @returns false when it has none just now. */
  cut(): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.terminate();
    return true;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#leave();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      const nodes = this.#options.nodes();
      await this.#subscribe((nodes[turn % nodes.length] as Pick<Process, "url">).url);
      if (!this.#stopped) await delay(PAUSE_MS);
    }
  }

  /** Resolves when it has ended, for whatever reason. */
  async #subscribe(url: string): Promise<void> {
    const { token, feed, ids = null } = this.#options;
    const client = createClient({
      url: `${url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${token}` },
      connectionAckWaitTimeout: 10_000,
      retryAttempts: 0,
      on: { connected: (socket) => (this.#socket = socket as WebSocket) },
    });
    this.subscriptions++;
    await new Promise<void>((resolve) => {
      const variables = { ids, after: String(this.heard.at(-1) ?? 0) };
      this.#leave = resolve;
      client.subscribe<Record<FeedName, Change>>(
        { query: FEEDS[feed], variables },
        {
          next: ({ data }) => (data ? this.#note(data[feed]) : resolve()),
          error: () => resolve(),
          complete: () => resolve(),
        },
      );
    });
    await client.dispose();
  }

  #note({ position, productVariantId, itemVersion = 0 }: Change): void {
    this.heard.push(Number(position));
    if (productVariantId !== undefined)
      this.#newest.set(productVariantId, Math.max(itemVersion, this.newest(productVariantId)));
  }
}
