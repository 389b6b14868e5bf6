import type pg from "pg";
import type { Reader } from "../ports/reader.js";
import { createReadsAsOf } from "./reader/as-of.js";
import { createInventoryReads } from "./reader/inventory.js";
import { createItemReads } from "./reader/items.js";
import { createLedgerReads } from "./reader/ledger.js";
import { createNodeReads } from "./reader/nodes.js";
import { createPlaceReads } from "./reader/places.js";
import { createReservationReads } from "./reader/reservations.js";

export function createReader(pool: pg.Pool): Reader {
  return {
    ...createItemReads(pool),
    ...createReadsAsOf(pool),
    ...createInventoryReads(pool),
    ...createPlaceReads(pool),
    ...createReservationReads(pool),
    ...createLedgerReads(pool),
    ...createNodeReads(pool),
  };
}
