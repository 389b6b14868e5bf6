/** How many an answer's list has: a number that is usual, as many as an argument says or has, or as its parent says. */
export type ListSize =
  | number
  /** `first`, the length of a list of ids, of `input.lines`; `otherwise`: it was not given. */
  | { readonly argument: string; readonly otherwise: number }
  | "asked of the parent";

/** Of one field, in points, beside what everything costs (`RATES`). */
export interface Price {
  /** Once, whatever is selected of it. */
  readonly own?: number;
  /** For each entry of an argument. */
  readonly each?: { readonly argument: string; readonly points: number };
  /** Of a list of objects; must be given. */
  readonly size?: ListSize;
  /** What the list in its answer is as long as: that is "asked of the parent". */
  readonly asks?: ListSize;
}

/** In points. */
export const RATES = {
  /** An object of an answer. */
  object: 1,
  /** One of its values. */
  value: 0.1,
  /** A root field: it costs a statement. */
  query: 5,
  /** It costs a transaction. */
  mutation: 10,
  /** What it costs to begin; each of its events costs nothing more. */
  subscription: 10,
  /** What is asked about the schema itself is in memory. */
  introspection: 0.3,
  /** What is refused before its cost is known: a document that cannot be read, or is not valid. It was looked at. */
  refused: 20,
} as const;

const PAGE: ListSize = { argument: "first", otherwise: 50 };
const LISTED: Price = { size: "asked of the parent" };
const FEW: Price = { size: 2 };
const COUNTED: Price = { own: 10 };
const byLine = (argument: string): Price => ({ each: { argument, points: 1 } });

/**
 * By "Type.field". What is not here costs what everything does; a list of objects must be here, else the
 * service does not start. Sizes that nothing says in advance are what is usual; `listed.ts` counts them when
 * they are known.
 */
export const PRICES: Readonly<Record<string, Price>> = {
  "Query._entities": { size: { argument: "representations", otherwise: 1 } },
  "Query.checkAvailability": { asks: { argument: "lines", otherwise: 1 } },
  "Query.eventPublisher": { own: 15 },
  "Query.eventSchemaCompatibility": { own: 15 },
  "Query.eventSchemas": { size: 50 },
  "Query.events": { size: PAGE },
  "Query.deadLetters": { asks: PAGE },
  "Query.failedEvents": { asks: PAGE },
  "Query.inventory": { asks: PAGE },
  "Query.inventoryItems": { size: { argument: "productVariantIds", otherwise: 1 } },
  "Query.ledger": { asks: PAGE },
  "Query.reconciliations": { asks: PAGE },
  "Query.replays": { asks: PAGE },
  "Query.reservations": { asks: PAGE },
  "Query.warehouses": { size: 20 },

  "Mutation.createStockTransfer": byLine("input.lines"),
  // Up to a thousand letters.
  "Mutation.redriveDeadLetters": { own: 40 },
  "Mutation.fulfillReservation": byLine("input.lines"),
  "Mutation.receiveStockTransfer": byLine("input.lines"),
  "Mutation.releaseReservation": byLine("input.lines"),
  // It goes on after the answer, beside everything else.
  "Mutation.reconcileStock": { own: 90 },
  "Mutation.replayEvents": { own: 40 },
  "Mutation.reserveStock": byLine("input.lines"),
  "Mutation.setStocks": { ...byLine("input.lines"), asks: { argument: "input.lines", otherwise: 1 } },
  // Without ids it reads everything, however long that takes.
  "Mutation.verifyStock": { own: 240, each: { argument: "productVariantIds", points: 1 } },

  // Its first message is everything that is low.
  "Subscription.lowStock": { own: 90 },

  "InventoryItem.ledger": { own: 1, asks: PAGE },
  "InventoryItem.levels": { own: 1, size: { argument: "warehouseIds", otherwise: 5 } },
  "InventoryItem.reservations": { own: 1, asks: PAGE },
  "Reconciliation.differences": { own: 1, asks: PAGE },

  "DeadLetterConnection.edges": LISTED,
  "FailedEventConnection.edges": LISTED,
  "InventoryItemConnection.edges": LISTED,
  "LedgerEntryConnection.edges": LISTED,
  "ReconciliationConnection.edges": LISTED,
  "ReconciliationDifferenceConnection.edges": LISTED,
  "ReplayConnection.edges": LISTED,
  "ReservationConnection.edges": LISTED,
  "DeadLetterConnection.totalCount": COUNTED,
  "FailedEventConnection.totalCount": COUNTED,
  "InventoryItemConnection.totalCount": COUNTED,
  "LedgerEntryConnection.totalCount": COUNTED,
  "ReconciliationConnection.totalCount": COUNTED,
  "ReconciliationDifferenceConnection.totalCount": COUNTED,
  "ReplayConnection.totalCount": COUNTED,
  "ReservationConnection.totalCount": COUNTED,

  "AvailabilityLine.sources": FEW,
  "AvailabilityPlan.lines": LISTED,
  "EventPublisherStatus.sinks": { size: 5 },
  "LowStockSnapshot.items": { size: 500 },
  "Reservation.lines": { size: 5 },
  "ReservationPayload.reservations": FEW,
  "SchemaCompatibility.problems": { size: 10 },
  "StockChangePayload.entries": FEW,
  "StockChangesPayload.results": LISTED,
  "StockLevel.bins": FEW,
  "StockTransfer.lines": { size: 5 },
  "VerifyPayload.differences": { size: 10 },
  "Warehouse.bins": { size: 10 },
};

/** Of every payload: as a rule there is none. */
export const USER_ERRORS: Price = { size: 1 };
