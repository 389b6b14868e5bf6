import type { FeedEvent } from "../../domain/events.js";

export interface SubscribeOptions {
  /** Resume after this position; by default after the newest. */
  readonly after?: number | null;
  /** For a subscriber that is too slow: the latest event of each variant, instead of an end. */
  readonly conflate?: boolean;
  readonly match: (event: FeedEvent) => boolean;
}
