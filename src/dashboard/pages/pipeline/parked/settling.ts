import type { FailedEvent } from "./without.js";

export type How = "retry" | "resolve";

/** A decision that somebody is about to take. */
export interface Settling {
  readonly how: How;
  readonly failed: FailedEvent;
}
