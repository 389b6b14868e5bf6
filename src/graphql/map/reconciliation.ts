import type { Reconciliation as Row, StoredDifference } from "../../ports/reconciliations.js";
import type { CursorCodec } from "../connection.js";
import type { Reconciliation, ReconciliationDifference } from "../types/reconciliation.js";

export function toReconciliation(row: Row): Reconciliation {
  const { slot: _slot, productVariantIds, figuresFrom, startedAt, endedAt, ...same } = row;
  return {
    ...same,
    productVariantIds: productVariantIds && [...productVariantIds],
    figuresFrom: figuresFrom === null ? null : new Date(figuresFrom),
    startedAt: new Date(startedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  } satisfies Reconciliation;
}

export function toDifference({
  ordinal: _ordinal,
  ...difference
}: StoredDifference): ReconciliationDifference {
  return difference satisfies ReconciliationDifference;
}

/** Newest first: their ids rise with time. */
export const RECONCILIATION_CURSOR: CursorCodec<Row, string> = {
  kind: "reconciliation",
  toKey: ({ id }) => id,
  keyOf: ({ id }) => ({ numbers: [], id }),
};

/** As they were found. */
export function differenceCursor(reconciliationId: string): CursorCodec<StoredDifference, number> {
  return {
    kind: "difference",
    toKey: ({ numbers: [ordinal = 0] }) => ordinal,
    keyOf: ({ ordinal }) => ({ numbers: [ordinal], id: reconciliationId }),
  };
}
