import type { DeadLetter } from "./without.js";

/** What is listed: "" is all. */
export interface Choice {
  readonly source: string;
  readonly reason: string;
}

/** A decision that somebody is about to take, on one letter or on all that are chosen. */
export type Deciding =
  | { readonly how: "redrive" | "discard"; readonly letter: DeadLetter }
  | { readonly how: "redrive all"; readonly choice: Choice; readonly count: number };
