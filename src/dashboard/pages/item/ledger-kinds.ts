/** What a ledger entry can be, and how it is called on the page. */
export const KINDS: Readonly<Record<string, string>> = {
  PURCHASE: "Purchase",
  SALE: "Sale",
  RETURN: "Return",
  ADJUSTMENT: "Adjustment",
  RESERVATION: "Reservation",
  RELEASE: "Release",
  EXPIRY: "Expiry",
  TRANSFER_OUT: "Transfer out",
  TRANSFER_IN: "Transfer in",
  CORRECTION: "Correction",
};

/** The schema leaves room for more kinds. */
export const kindLabel = (kind: string): string => KINDS[kind] ?? kind;
