import { randomUUID } from "node:crypto";
import { isOpaqueId } from "../domain/validate.js";
import { traceParentFrom } from "../lib/trace-parent.js";

/** What an operation, and all that it causes, is known by elsewhere. */
export interface Origin {
  readonly correlationId: string;
  /** W3C Trace Context's header, if there is a good one. */
  readonly traceParent: string | null;
  /** Of the other side of the connection: a proxy's own, where there is one. */
  readonly address: string | null;
}

interface Told {
  readonly correlationId: unknown;
  readonly traceParent: unknown;
  readonly address: string | undefined;
}

export function originFrom({ correlationId, traceParent, address }: Told): Origin {
  return {
    correlationId: correlationIdFrom(correlationId),
    traceParent: traceParentFrom(traceParent),
    address: address ?? null,
  };
}

/** The caller's own id when it can be stored, else a new one. */
function correlationIdFrom(given: unknown): string {
  return typeof given === "string" && isOpaqueId(given) ? given : randomUUID();
}
