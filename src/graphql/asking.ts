import type { DocumentLimits } from "./limits/document-limits.js";

/** What may be asked, and how; see docs/operations.md. */
export interface Asking {
  readonly limits: DocumentLimits;
  /** Points of one operation. */
  readonly maxCost: number;
  /** Whether the schema tells of itself. */
  readonly introspection: boolean;
  /** Whether errors say what may have been meant. */
  readonly suggestions: boolean;
  /** Whether clients may publish documents themselves, by asking (automatic persisted queries). */
  readonly automatic: boolean;
  readonly trusted: {
    /** Paths of manifests. */
    readonly manifests: readonly string[];
    /** Nothing else is carried out. */
    readonly only: boolean;
  };
}
