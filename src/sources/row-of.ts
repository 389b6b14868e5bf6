import type { SourceRow, Taken } from "../ports/stock-source.js";

/** What a row says by the names of its fields; others than these may stand beside them. */
export const FIELDS = ["productVariantId", "warehouse", "quantity", "asOf"] as const;
export type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>;

/** Where a row stands, and when its figure was taken unless it says so itself. */
export interface Place {
  readonly row: number;
  readonly taken: Taken;
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Whether ids, warehouses and ranges are right is for the use case to say. */
export function rowOf(fields: Fields, { row, taken }: Place): SourceRow {
  const { productVariantId, warehouse, quantity, asOf } = fields;
  const known = typeof productVariantId === "string" ? productVariantId : null;
  const wrong = (field: string, problem: string): SourceRow => {
    return { row, productVariantId: known, field, problem };
  };
  if (known === null) return wrong("productVariantId", "must be a string.");
  if (warehouse !== undefined && warehouse !== null && typeof warehouse !== "string")
    return wrong("warehouse", "must be a string, or nothing for MAIN.");
  if (typeof quantity !== "number") return wrong("quantity", "must be a number.");
  const figure = { productVariantId: known, warehouse: warehouse ?? null, quantity };
  if (asOf === undefined || asOf === null) return { row, figure, taken };
  const moment = momentOf(asOf);
  return moment ? { row, figure, taken: moment } : wrong("asOf", NO_MOMENT);
}

export const NO_MOMENT = "must be a date and time with its zone, as 2026-11-21T06:00:00Z.";

/** By the clock of who says so. @returns null when it is none. */
export function momentOf(value: unknown): Taken | null {
  const moment = typeof value === "string" && MOMENT.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(moment) ? null : { from: moment, until: moment, clock: "theirs" };
}

export function unreadable(row: number, problem: string): SourceRow {
  return { row, productVariantId: null, field: null, problem };
}
