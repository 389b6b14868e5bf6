import type { Allowance } from "../ports/rate-limiter.js";

/** How many points were granted and refused since the start. */
export class RateTally {
  granted = 0;
  refused = 0;

  count(points: number, allowance: Allowance): Allowance {
    if (allowance.granted) this.granted += points;
    else this.refused += points;
    return allowance;
  }
}
