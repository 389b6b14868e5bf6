import type { BackorderPolicy, ChangeType, Item, LedgerEntry, Transfer } from "../model.js";
import type { Refusal } from "../refusal.js";
import type { StockDifference } from "../audit.js";

export interface Adjust {
  readonly kind: "adjust";
  readonly productVariantId: string;
  readonly delta: number;
  readonly changeType: ChangeType;
  /** Id or code; null = MAIN. */
  readonly warehouse: string | null;
  readonly reason: string | null;
  readonly orderId: string | null;
  readonly expectedVersion: number | null;
}

/** A count: what is on hand of one item in one warehouse. */
export interface CountLine {
  readonly productVariantId: string;
  readonly quantity: number;
  /** What the caller takes the quantity for; null = whatever it is. */
  readonly changeFromQuantity: number | null;
  /** Id or code; null = MAIN. */
  readonly warehouse: string | null;
  readonly reason: string | null;
  readonly expectedVersion: number | null;
}

/** Sets what is on hand to what was counted. */
export interface SetStock {
  readonly kind: "setStock";
  readonly line: CountLine;
}

/** A line whose input is not valid keeps its place among the others. */
export interface RefusedLine {
  readonly refusals: readonly Refusal[];
}

/** Many counts; those of one item are one change of it. */
export interface SetStocks {
  readonly kind: "setStocks";
  /** Refused ones with REJECT_FAILED alone. */
  readonly lines: readonly (CountLine | RefusedLine)[];
  readonly errorPolicy: "REJECT_ALL" | "REJECT_FAILED";
}

export interface TransferredLine {
  readonly productVariantId: string;
  readonly quantity: number;
}

/** Takes stock out of one warehouse; until it is received it is in no warehouse. */
export interface CreateTransfer {
  readonly kind: "createTransfer";
  /** Ids or codes. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferredLine[];
}

export interface ReceivedLine {
  readonly productVariantId: string;
  readonly received: number;
  readonly missing: number;
  /** Given whenever something is missing. */
  readonly missingReason: string | null;
}

export interface ReceiveTransfer {
  readonly kind: "receiveTransfer";
  readonly transferId: string;
  readonly lines: readonly ReceivedLine[];
}

/** What is still on its way goes back to where it came from. */
export interface CancelTransfer {
  readonly kind: "cancelTransfer";
  readonly transferId: string;
}

/** One item of an import, or one count of it: made if it is unknown, else changed where the row differs. */
export interface ImportRow {
  /** Its place in the file, from 1, the header not counted. */
  readonly row: number;
  readonly productVariantId: string;
  /** `undefined` leaves what there is, or takes the default. */
  readonly sku?: string | null | undefined;
  readonly lowStockThreshold?: number | undefined;
  readonly backorder?: { readonly policy: BackorderPolicy; readonly limit: number | null } | undefined;
  readonly count?: { readonly warehouse: string | null; readonly quantity: number } | undefined;
}

/** Many rows of a file; what is wrong with one is no business of the others. */
export interface ImportRows {
  readonly kind: "importRows";
  readonly rows: readonly ImportRow[];
  /** Of items that are made without one. */
  readonly lowStockThreshold: number;
}

/** Books by how much a level was found to differ from somebody else's figures. */
export interface Reconcile {
  readonly kind: "reconcile";
  readonly productVariantId: string;
  /** Id or code. */
  readonly warehouse: string;
  readonly delta: number;
  /** Of the item when the difference was found. */
  readonly expectedVersion: number;
  /** The entry's reference. */
  readonly reconciliationId: string;
}

/** Brings totals, levels and ledger back into agreement with what is held and on hand. */
export interface Repair {
  readonly kind: "repair";
  readonly productVariantIds: readonly string[];
}

export interface StockAnswer {
  readonly item: Item;
  readonly entries: readonly LedgerEntry[];
}

interface TransferAnswer {
  readonly transfer: Transfer;
}

export interface StockAnswers {
  adjust: StockAnswer;
  setStock: StockAnswer;
  /** In the order of the lines. */
  setStocks: { readonly results: readonly (StockAnswer | RefusedLine)[] };
  createTransfer: TransferAnswer;
  receiveTransfer: TransferAnswer;
  cancelTransfer: TransferAnswer;
  importRows: {
    /** Of the submission that carried it out: another one's answer is a replay. */
    readonly correlationId: string;
    readonly created: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly failed: readonly { readonly row: number; readonly refusals: readonly Refusal[] }[];
  };
  reconcile: StockAnswer;
  repair: {
    readonly repaired: readonly StockDifference[];
    /** What no entry can mend without breaking a rule, e.g. holds of more than is on hand. */
    readonly beyondRepair: readonly StockDifference[];
  };
}

export type StockCommand =
  | Adjust
  | SetStock
  | SetStocks
  | CreateTransfer
  | ReceiveTransfer
  | CancelTransfer
  | ImportRows
  | Reconcile
  | Repair;
