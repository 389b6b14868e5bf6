import type { Instant } from "../domain/model.js";

/** What somebody else says is on hand of one item in one warehouse. */
export interface StockFigure {
  readonly productVariantId: string;
  /** Id or code; null = MAIN. */
  readonly warehouse: string | null;
  /** Units; whatever number was read: the use case checks its range. */
  readonly quantity: number;
}

/** When figures were taken: at some moment from one to the other. */
export interface Taken {
  readonly from: Instant;
  readonly until: Instant;
  /** Whose clock says so: that of this process, or the source's own. */
  readonly clock: "ours" | "theirs";
}

/** One row, in the source's order: a figure, or why it cannot be read. */
export type SourceRow = {
  /** Its place, from 1: a line of a file, an element of an array; over all pages. */
  readonly row: number;
} & (
  | { readonly figure: StockFigure; readonly taken: Taken }
  | { readonly productVariantId: string | null; readonly field: string | null; readonly problem: string }
);

/** What is known of all figures before the first one is read. */
export interface OpenedSource {
  /** Whether it says that what it does not name is not there. */
  readonly complete: boolean;
  readonly rows: AsyncIterable<SourceRow>;
}

/** Figures of what is on hand, from outside: a warehouse's own system, or what people have counted. */
export interface StockSource {
  /** For people: its address or path, without what is secret of it. */
  readonly name: string;
  /**
   * Begins to read; in flat memory, however many there are. Leaving the iteration lets go of it.
   *
   * @throws SourceFault, here or as the rows are read, when it cannot be read as a whole.
   */
  open(signal: AbortSignal): Promise<OpenedSource>;
}

/** The source as a whole cannot be read (any further); the message says why, and of what. */
export class SourceFault extends Error {
  override readonly name = "SourceFault";
}
