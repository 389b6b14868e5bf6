import type { Result } from "../domain/decision.js";
import { Failure, type FailureCode } from "../domain/failure.js";
import { isHandledBefore } from "../domain/handled-before.js";
import type { Refusal, RefusalCode } from "../domain/refusal.js";
import type { Verdict } from "../ports/event-source.js";
import type { InboundOutcome } from "../ports/inbound-observer.js";

/** Whether a message that is refused so may be carried out later, when others have come. */
const MENDS_ITSELF: Readonly<Record<RefusalCode, boolean>> = {
  NOT_FOUND: true,
  INSUFFICIENT_STOCK: true,
  STALE_VERSION: true,
  STALE_QUANTITY: true,
  DISCONTINUED: false,
  INVALID_QUANTITY: false,
  INVALID_INPUT: false,
  RESERVATION_CLOSED: false,
  ALREADY_EXISTS: false,
  IDEMPOTENCY_KEY_REUSED: false,
  LIMIT_EXCEEDED: false,
};

/** Whether the same may go well as soon as something of ours is back; then it is waited for, and order is kept. */
const IS_OUTAGE: Readonly<Record<FailureCode, boolean>> = {
  UNAVAILABLE: true,
  OVERLOADED: true,
  // Asked again, the inbox knows.
  OUTCOME_UNKNOWN: true,
  TIMED_OUT: true,
  RATE_LIMITED: true,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  LIMIT_EXCEEDED: false,
  POSITION_UNKNOWN: false,
  POSITION_EXPIRED: false,
};

export interface Judged {
  readonly outcome: InboundOutcome;
  readonly verdict: Verdict;
}

export function judgedBy(result: Result<unknown>): Judged {
  if (result.ok) return { outcome: "done", verdict: { kind: "done" } };
  if (isHandledBefore(result)) return { outcome: "repeated", verdict: { kind: "done" } };
  const reason = result.refusals.map(told).join(" ");
  const kind = result.refusals.every(({ code }) => MENDS_ITSELF[code]) ? "later" : "dead";
  return { outcome: kind, verdict: { kind, reason } };
}

export function isOutage(error: unknown): boolean {
  return error instanceof Failure && IS_OUTAGE[error.code];
}

function told({ code, field, message }: Refusal): string {
  return `${code} ${field.join("/")}: ${message}`;
}
