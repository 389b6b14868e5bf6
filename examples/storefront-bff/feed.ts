import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Stockfeed } from "./stockfeed.js";

export interface Product {
  readonly productVariantId: string;
  /** Rises with each change. */
  readonly version: number;
  readonly status: "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK" | "DISCONTINUED";
  readonly availableQuantity: number;
}

export const PRODUCT = "productVariantId version status availableQuantity";

// `conflate`: of a variant that changes faster than we read, the latest is enough for us.
const FEEDS = ["stockLevelChanged", "stockStatusChanged"].map(
  (feed) => `subscription ($after: Position) {
    change: ${feed}(after: $after, conflate: true) { position productVariantId item { ${PRODUCT} } }
  }`,
);

interface Change {
  readonly position: string;
  readonly productVariantId: string;
  /** null: it was deleted. */
  readonly item: Product | null;
}

export interface Listener {
  /** The feed goes on from here: whatever was read before may be out of date. */
  begins(): void;
  changed(productVariantId: string, product: Product | null): void;
  connected(): void;
  lost(): void;
}

/** The service will not go on with the subscription. */
class Refused extends Error {
  constructor(readonly errors: readonly { readonly message: string }[]) {
    super(errors.map(({ message }) => message).join("; "));
  }
}

const PING_MS = 10_000;
const PONG_MS = 5_000;

/** Follows every change of stock, for as long as the process runs. */
export function followStock(stockfeed: Stockfeed, listener: Listener): void {
  let pongTimeout: NodeJS.Timeout | undefined;
  const client = createClient({
    url: `${stockfeed.url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ Authorization: `Bearer ${await stockfeed.token()}` }),
    // We try again ourselves, from the position that we have come to by then.
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      connected: () => listener.connected(),
      // A connection can be gone without anybody having closed it.
      ping: (received) => void (received || (pongTimeout = setTimeout(() => client.terminate(), PONG_MS))),
      pong: (received) => void (received && clearTimeout(pongTimeout)),
      closed(event) {
        clearTimeout(pongTimeout);
        // 4403: the token has expired, or no longer counts; 4401: it never did.
        if ([4401, 4403].includes((event as CloseEvent).code)) stockfeed.forgetToken();
        listener.lost();
      },
    },
  });

  async function follow(query: string): Promise<never> {
    let after: string | undefined;
    for (;;) {
      try {
        if (after === undefined) {
          after = (await stockfeed.ask<{ feedPosition: string }>("{ feedPosition }")).feedPosition;
          listener.begins();
        }
        const answers = client.iterate<{ change: Change }>({ query, variables: { after } });
        for await (const { data, errors } of answers) {
          if (!data) throw new Refused(errors ?? []);
          const { position, productVariantId, item } = data.change;
          listener.changed(productVariantId, item);
          after = position;
        }
      } catch (error) {
        console.error(`The feed has ended: ${reasonOf(error)}`);
        // It was away for longer than the events are kept, or the database is another one.
        if (/POSITION_(EXPIRED|UNKNOWN)/.test(JSON.stringify(error))) after = undefined;
      }
      // At random, so that not all nodes of the shop come back at the same moment.
      await delay(500 + 1_000 * Math.random());
    }
  }
  for (const feed of FEEDS) void follow(feed);
}

function reasonOf(error: unknown): string {
  const [first] = [error].flat() as { message?: string; reason?: string; code?: number }[];
  return first?.reason || first?.message || `code ${first?.code}`;
}
