-- Indexes of the lists. Each costs the writes of its table, so each says what it is for. None
-- has a column that a reserve changes on the item or its levels (quantity, reserved,
-- updated_at, version): their updates stay within the page (HOT) and touch no index.

-- Items of a status, in the order of the list; rewritten only when the status changes.
CREATE INDEX "inventory_status_idx" ON "inventory"("status", "product_variant_id") WHERE "deleted_at" IS NULL;

-- Items whose SKU begins with a text: bytewise, so that a prefix is a range; with the key,
-- so that the order of the list is found without a look at the rows.
CREATE INDEX "inventory_sku_idx" ON "inventory"("sku" COLLATE "C", "product_variant_id") WHERE "deleted_at" IS NULL;

-- Items that a warehouse has, in the order of the list, in place of the warehouse alone.
DROP INDEX "stock_level_warehouse_idx";
CREATE INDEX "stock_level_warehouse_idx" ON "stock_level"("warehouse_id", "product_variant_id");

-- A level's entries by version, which the next migration makes unique, serve all that this did:
-- an item's ledger newest first, and the last entry by a moment, found by halving.
DROP INDEX "ledger_entry_item_key";

-- The whole ledger newest first, and of a time; always written at its end, which is cheap.
CREATE INDEX "ledger_entry_time_idx" ON "ledger_entry"("occurred_at", "item_version", "id");

-- What an order or a document has moved: the ledger grows without bound, so it cannot be looked through.
CREATE INDEX "ledger_entry_reference_idx" ON "ledger_entry"("reference") WHERE "reference" IS NOT NULL;

-- Reservations of an item, newest first: the key begins with the reservation, and the index
-- of open lines has no closed ones.
CREATE INDEX "reservation_line_item_idx" ON "reservation_line"("product_variant_id", "reservation_id");

-- Reservations of a status, newest first: the few that are open, among all there ever were.
CREATE INDEX "reservation_status_idx" ON "reservation"("status", "id");
