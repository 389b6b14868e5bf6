import type { FeedEvent } from "../domain/events.js";

export type LiveMessage =
  | { readonly kind: "events"; readonly events: readonly FeedEvent[] }
  /** The feed stands at `head`: a node that has seen less has missed something. */
  | { readonly kind: "heartbeat"; readonly head: number };

/** What the live sink sends, as every node receives it: fast, and not without loss. */
export interface LiveFeed {
  /** @returns an unsubscriber. Messages of other feeds are not delivered. */
  subscribe(feedId: string, listener: (message: LiveMessage) => void): Promise<() => Promise<void>>;
  /** Why it hears nothing now, as far as is known, in one line; null while it does. */
  fault(): string | null;
  close(): Promise<void>;
}
