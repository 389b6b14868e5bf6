import type { Instant } from "../domain/model.js";

export interface Clock {
  /** Wall clock of this process: for deadlines, never for stored times. */
  now(): Instant;
}
