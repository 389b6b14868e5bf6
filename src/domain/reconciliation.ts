import type { RefusalCode } from "./refusal.js";

/**
 * CORRECTED: booked, level and source agree. FOUND: would be booked, but for the dry run. UNSETTLED: stock moved while
 * the figure was taken, so that nobody can tell. SUPERSEDED: somebody counted or corrected the level after that.
 * REFUSED: a rule forbids it, or the row is not valid. MISSING: the source, which is complete, does not name it.
 */
export const DIFFERENCE_OUTCOMES = [
  "CORRECTED",
  "FOUND",
  "UNSETTLED",
  "SUPERSEDED",
  "REFUSED",
  "MISSING",
] as const;
export type DifferenceOutcome = (typeof DIFFERENCE_OUTCOMES)[number];

/** Something that does not agree; null is what is not known of it. */
export interface Difference {
  /** Its place in the source. */
  readonly sourceRow: number | null;
  readonly productVariantId: string | null;
  /** Its code; as the source has it where there is no such warehouse. */
  readonly warehouse: string | null;
  /** On hand, by the source. */
  readonly figure: number | null;
  /** On hand, by the ledger, when the figure was taken, with what reconciliations have booked since. */
  readonly booked: number | null;
  /** What was, or would be, booked. */
  readonly delta: number | null;
  readonly outcome: DifferenceOutcome;
  readonly code: RefusalCode | null;
  readonly message: string | null;
}

/** The reason of entries that a reconciliation books: they are known by it, and not made twice. */
export const RECONCILIATION = "reconciliation";

/** A level as the ledger tells it: `from` and `until` are when the figure was taken. */
export interface BookedLevel {
  readonly version: number;
  /** On hand at `from`. */
  readonly quantity: number;
  /** The fewest and the most on hand from `from` to `until`, reconciliations since `from` not counted. */
  readonly least: number;
  readonly most: number;
  /** Whether stock moved in between, reconciliations not counted. */
  readonly moved: boolean;
  /** What reconciliations have booked since `from`. */
  readonly corrected: number;
  /** Whether somebody has counted, adjusted or repaired the level since `from`, or corrected it by newer figures. */
  readonly adjusted: boolean;
}

export type Verdict =
  | { readonly kind: "agrees" }
  | { readonly kind: "differs"; readonly booked: number; readonly delta: number }
  | { readonly kind: "unsettled"; readonly booked: number }
  | { readonly kind: "superseded"; readonly booked: number };

/**
 * Compares a figure with the level as it was when the figure was taken, so that what was sold since is no difference.
 * What reconciliations have booked since counts as there: however often a figure comes, it is corrected once.
 */
export function judge(figure: number, level: BookedLevel): Verdict {
  const { least, most, corrected } = level;
  const booked = level.quantity + corrected;
  if (figure >= least + corrected && figure <= most + corrected) return { kind: "agrees" };
  if (level.adjusted) return { kind: "superseded", booked };
  if (level.moved) return { kind: "unsettled", booked };
  return { kind: "differs", booked, delta: figure - booked };
}
