-- Transfers between warehouses, bins, soft-deleted items, and versions of what has events.

CREATE TYPE "transfer_status" AS ENUM ('IN_TRANSIT', 'RECEIVED', 'CANCELLED');

ALTER TABLE "inventory"
    ADD COLUMN "in_transit" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "inventory_in_transit_not_negative" CHECK ("in_transit" >= 0),
    ADD CONSTRAINT "inventory_deleted_is_empty" CHECK ("deleted_at" IS NULL OR ("quantity" = 0 AND "reserved" = 0 AND "in_transit" = 0));

ALTER TABLE "warehouse" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "reservation" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_kind" CHECK ("kind" IN (
    'RESERVATION', 'RELEASE', 'EXPIRY', 'PURCHASE', 'SALE', 'RETURN', 'ADJUSTMENT', 'TRANSFER_OUT', 'TRANSFER_IN', 'CORRECTION'));

CREATE TABLE "warehouse_bin" (
    "id" UUID NOT NULL,
    "warehouse_id" UUID NOT NULL,
    "code" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "warehouse_bin_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "warehouse_bin_code_length" CHECK (char_length("code") BETWEEN 1 AND 64)
);

CREATE TABLE "bin_assignment" (
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "bin_id" UUID NOT NULL,

    CONSTRAINT "bin_assignment_pkey" PRIMARY KEY ("product_variant_id", "bin_id")
);

CREATE TABLE "stock_transfer" (
    "id" UUID NOT NULL,
    "from_warehouse_id" UUID NOT NULL,
    "to_warehouse_id" UUID NOT NULL,
    "status" "transfer_status" NOT NULL DEFAULT 'IN_TRANSIT',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_transfer_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stock_transfer_goes_somewhere" CHECK ("from_warehouse_id" <> "to_warehouse_id")
);

CREATE TABLE "stock_transfer_line" (
    "transfer_id" UUID NOT NULL,
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "quantity" INTEGER NOT NULL,
    "received_quantity" INTEGER NOT NULL DEFAULT 0,
    "missing_quantity" INTEGER NOT NULL DEFAULT 0,
    "missing_reason" TEXT,
    -- What came back by a cancellation.
    "returned_quantity" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_transfer_line_pkey" PRIMARY KEY ("transfer_id", "product_variant_id"),
    CONSTRAINT "stock_transfer_line_quantity" CHECK ("quantity" > 0),
    CONSTRAINT "stock_transfer_line_on_the_way" CHECK ("received_quantity" >= 0 AND "missing_quantity" >= 0 AND "returned_quantity" >= 0
        AND "received_quantity"::bigint + "missing_quantity" + "returned_quantity" <= "quantity"),
    CONSTRAINT "stock_transfer_line_missing_reason" CHECK ("missing_quantity" = 0 OR "missing_reason" IS NOT NULL)
);

CREATE UNIQUE INDEX "warehouse_bin_code_key" ON "warehouse_bin"("warehouse_id", "code");
CREATE INDEX "bin_assignment_bin_idx" ON "bin_assignment"("bin_id");
CREATE INDEX "stock_transfer_line_open_idx" ON "stock_transfer_line"("product_variant_id")
    WHERE "quantity" > "received_quantity" + "missing_quantity" + "returned_quantity";

ALTER TABLE "warehouse_bin" ADD CONSTRAINT "warehouse_bin_warehouse_id_fkey" FOREIGN KEY ("warehouse_id") REFERENCES "warehouse"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "bin_assignment" ADD CONSTRAINT "bin_assignment_product_variant_id_fkey" FOREIGN KEY ("product_variant_id") REFERENCES "inventory"("product_variant_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "bin_assignment" ADD CONSTRAINT "bin_assignment_bin_id_fkey" FOREIGN KEY ("bin_id") REFERENCES "warehouse_bin"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_from_warehouse_id_fkey" FOREIGN KEY ("from_warehouse_id") REFERENCES "warehouse"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_to_warehouse_id_fkey" FOREIGN KEY ("to_warehouse_id") REFERENCES "warehouse"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "stock_transfer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_product_variant_id_fkey" FOREIGN KEY ("product_variant_id") REFERENCES "inventory"("product_variant_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
