export interface RetryPolicy {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly factor: number;
  /** Deliveries until an event is parked. */
  readonly attempts: number;
  /** What happens to later events of the key of a parked one. */
  readonly behindParked: "HOLD" | "PASS";
}

/** Full jitter: what was refused together does not come back together. */
export function backoffMs({ firstMs, longestMs, factor }: RetryPolicy, failures: number): number {
  return Math.random() * Math.min(longestMs, firstMs * factor ** (failures - 1));
}

/** Until the next delivery; after the last one the event is given up on at once. */
export function pauseAfter(policy: RetryPolicy, attempts: number): number {
  return attempts >= policy.attempts ? 0 : backoffMs(policy, attempts);
}
