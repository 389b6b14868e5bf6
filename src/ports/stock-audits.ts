import type { Audit } from "../domain/audit.js";

/** Items as they are stored, with what the rows below them add up to; each item is of one moment. */
export interface StockAudits {
  /** Of those that exist, deleted ones included; in no order. */
  of(productVariantIds: readonly string[]): Promise<Audit[]>;
  /**
   * By product variant id, ascending, after the one given; deleted ones included. Fewer than
   * asked for where they take long; none when there are no more.
   */
  after(productVariantId: string | null, first: number): Promise<Audit[]>;
}
