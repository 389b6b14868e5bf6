/** Where a subscription goes on after it was interrupted. */
export interface Resumption {
  /** The newest position that was seen, or the one it began after. */
  readonly after: string | null;
  /** Takes note of what came; the answer is false for what was there before. */
  saw(data: unknown): boolean;
  jumpTo(position: string): void;
}

export function createResumption(begin: string | null): Resumption {
  let after = begin;
  return {
    get after() {
      return after;
    },
    saw(data) {
      const position = positionOf(data);
      if (position === null) return true;
      // Positions are whole numbers, and longer than a double is exact.
      if (after !== null && BigInt(position) <= BigInt(after)) return false;
      after = position;
      return true;
    },
    jumpTo(position) {
      after = position;
    },
  };
}

/** Of the one root field that a subscription has; null where it did not ask for one. */
function positionOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  for (const field of Object.values(data) as unknown[]) {
    const position = (field as { position?: unknown } | null)?.position;
    if (typeof position === "string" && /^\d+$/.test(position)) return position;
  }
  return null;
}

/**
 * What to do when the service ended a subscription: go on after a position, ask again in a while,
 * begin anew with data that is read now, or give up, since asking again would be answered the same.
 */
export type Verdict =
  | { readonly kind: "resume"; readonly after: string }
  | { readonly kind: "again" }
  | { readonly kind: "anew" }
  | { readonly kind: "stop" };

interface Ended {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly resumeAfter?: string;
    readonly retryAfterSeconds?: number;
  };
}

export function verdictOn(failure: unknown): Verdict {
  const error = Array.isArray(failure) ? (failure[0] as Ended | undefined) : undefined;
  // No error of GraphQL's: the socket was closed for a reason that its own retries leave alone.
  if (!error) return { kind: "again" };
  const { code, resumeAfter, retryAfterSeconds } = error.extensions ?? {};
  if (resumeAfter !== undefined) return { kind: "resume", after: resumeAfter };
  // Too much was asked at a time, which passes.
  if (retryAfterSeconds !== undefined) return { kind: "again" };
  switch (code) {
    // Unknown: the feed is another than before, its database was set back or set up anew.
    case "POSITION_UNKNOWN":
    case "POSITION_EXPIRED":
      return { kind: "anew" };
    case "OVERLOADED":
    case "UNAVAILABLE":
    case "UNAUTHENTICATED":
    case "INTERNAL_SERVER_ERROR":
      return { kind: "again" };
    default:
      return { kind: "stop" };
  }
}
