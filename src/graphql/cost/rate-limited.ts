import { Failure } from "../../domain/failure.js";
import type { Allowance } from "../../ports/rate-limiter.js";

/** The client has spent its points: the operation was not begun. */
export class RateLimited extends Failure {
  /** Whole seconds, as the header Retry-After wants them. */
  readonly retryAfterSeconds: number;

  constructor(points: number, { limit, remaining, retryAfterMs }: Allowance) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
    const spent = `The operation costs ${points} points; ${Math.floor(remaining)} of ${limit} are left.`;
    super("RATE_LIMITED", `${spent} Try again in ${seconds} s.`);
    this.retryAfterSeconds = seconds;
  }
}
