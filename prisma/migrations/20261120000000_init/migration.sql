-- The invariants of stock live here as well as in the rules: a CHECK on every row makes
-- oversell impossible even for raw SQL. Keys that rows are locked by are compared
-- bytewise (COLLATE "C"), so that every process locks in the same order.

CREATE TYPE "stock_status" AS ENUM ('IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK', 'DISCONTINUED');
CREATE TYPE "backorder_policy" AS ENUM ('DENY', 'LIMIT', 'ALLOW');
CREATE TYPE "reservation_status" AS ENUM ('ACTIVE', 'CONFIRMED', 'FULFILLED', 'RELEASED', 'EXPIRED');

CREATE TABLE "inventory" (
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sku" TEXT,
    "quantity" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "status" "stock_status" NOT NULL DEFAULT 'OUT_OF_STOCK',
    "low_stock_threshold" INTEGER NOT NULL,
    "backorder_policy" "backorder_policy" NOT NULL DEFAULT 'DENY',
    "backorder_limit" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 0,
    "next_expiry" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inventory_pkey" PRIMARY KEY ("product_variant_id"),
    CONSTRAINT "inventory_id_length" CHECK (char_length("product_variant_id") BETWEEN 1 AND 64),
    CONSTRAINT "inventory_quantity_not_negative" CHECK ("quantity" >= 0),
    CONSTRAINT "inventory_reserved_not_negative" CHECK ("reserved" >= 0),
    CONSTRAINT "inventory_threshold_not_negative" CHECK ("low_stock_threshold" >= 0),
    CONSTRAINT "inventory_backorder_limit" CHECK (("backorder_policy" = 'LIMIT') = ("backorder_limit" IS NOT NULL) AND "backorder_limit" >= 0 IS NOT FALSE),
    CONSTRAINT "inventory_no_oversell" CHECK (
        CASE "backorder_policy"
            WHEN 'DENY' THEN "quantity" - "reserved" >= 0
            WHEN 'LIMIT' THEN "quantity"::bigint - "reserved" >= -"backorder_limit"::bigint
            WHEN 'ALLOW' THEN TRUE
        END
    ),
    CONSTRAINT "inventory_status" CHECK (
        "status" = CASE
            WHEN "status" = 'DISCONTINUED' THEN 'DISCONTINUED'::"stock_status"
            WHEN "quantity"::bigint - "reserved" <= 0 THEN 'OUT_OF_STOCK'::"stock_status"
            WHEN "quantity" - "reserved" <= "low_stock_threshold" THEN 'LOW_STOCK'::"stock_status"
            ELSE 'IN_STOCK'::"stock_status"
        END
    )
) WITH (fillfactor = 70);

CREATE TABLE "warehouse" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 100,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "warehouse_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "warehouse_code_length" CHECK (char_length("code") BETWEEN 1 AND 64)
);

CREATE TABLE "stock_level" (
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "backorder_limit" INTEGER DEFAULT 0,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("product_variant_id", "warehouse_id"),
    CONSTRAINT "stock_level_quantity_not_negative" CHECK ("quantity" >= 0),
    CONSTRAINT "stock_level_reserved_not_negative" CHECK ("reserved" >= 0),
    CONSTRAINT "stock_level_no_oversell" CHECK ("backorder_limit" IS NULL OR "quantity"::bigint - "reserved" >= -"backorder_limit"::bigint),
    -- Only MAIN may owe stock.
    CONSTRAINT "stock_level_backorder_in_main" CHECK ("backorder_limit" >= 0 IS NOT FALSE AND (COALESCE("backorder_limit", 1) = 0 OR "warehouse_id" = '00000000-0000-4000-8000-000000000001'))
) WITH (fillfactor = 70);

CREATE TABLE "reservation" (
    "id" UUID NOT NULL,
    "order_id" TEXT NOT NULL,
    "user_id" TEXT,
    "status" "reservation_status" NOT NULL DEFAULT 'ACTIVE',
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reservation_order_id_length" CHECK (char_length("order_id") BETWEEN 1 AND 64)
);

CREATE TABLE "reservation_line" (
    "reservation_id" UUID NOT NULL,
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "fulfilled_quantity" INTEGER NOT NULL DEFAULT 0,
    "released_quantity" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservation_line_pkey" PRIMARY KEY ("reservation_id", "product_variant_id", "warehouse_id"),
    CONSTRAINT "reservation_line_quantity" CHECK ("quantity" > 0),
    CONSTRAINT "reservation_line_open" CHECK ("fulfilled_quantity" >= 0 AND "released_quantity" >= 0 AND "fulfilled_quantity"::bigint + "released_quantity" <= "quantity")
);

CREATE TABLE "ledger_entry" (
    "id" UUID NOT NULL,
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" UUID NOT NULL,
    "item_version" INTEGER NOT NULL,
    "ordinal" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "quantity_after" INTEGER NOT NULL,
    "reserved_after" INTEGER NOT NULL,
    "reason" TEXT,
    "reference" TEXT,
    "actor" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ledger_entry_changes_something" CHECK ("quantity_delta" <> 0 OR "reserved_delta" <> 0),
    CONSTRAINT "ledger_entry_balances" CHECK ("quantity_after" >= 0 AND "reserved_after" >= 0)
);

CREATE TABLE "event" (
    "seq" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "event_type" TEXT NOT NULL,
    "event_version" TEXT NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" TEXT NOT NULL,
    "aggregate_version" INTEGER NOT NULL,
    "ordinal" SMALLINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "causation_id" TEXT,
    "user_id" TEXT,
    "data" JSON NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("seq")
);

-- Every row is deleted within milliseconds: vacuum by count, not by share, and at full speed.
CREATE TABLE "outbox" (
    "seq" BIGINT NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("seq")
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE "feed" (
    "position" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("position")
);

CREATE TABLE "feed_head" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "feed_id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "position" BIGINT NOT NULL DEFAULT 0,
    "epoch" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "feed_head_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "feed_head_one_row" CHECK ("only")
) WITH (fillfactor = 10);

CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "sink_cursor" (
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sink_cursor_pkey" PRIMARY KEY ("name")
) WITH (fillfactor = 10);

CREATE TABLE "idempotency_key" (
    "subject" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "request_hash" TEXT NOT NULL,
    "answer" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("subject", "operation", "key")
);

CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "jwk" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

CREATE UNIQUE INDEX "inventory_id_key" ON "inventory"("id");
CREATE INDEX "inventory_next_expiry_idx" ON "inventory"("next_expiry") WHERE "next_expiry" IS NOT NULL;
CREATE UNIQUE INDEX "warehouse_code_key" ON "warehouse"("code");
CREATE INDEX "stock_level_warehouse_idx" ON "stock_level"("warehouse_id");
CREATE INDEX "reservation_order_idx" ON "reservation"("order_id");
CREATE INDEX "reservation_line_open_idx" ON "reservation_line"("product_variant_id", "expires_at") WHERE "quantity" > "fulfilled_quantity" + "released_quantity";
CREATE UNIQUE INDEX "ledger_entry_item_key" ON "ledger_entry"("product_variant_id", "item_version", "ordinal");

-- Lines and entries refer to the level, whose row their own transaction has locked
-- already; a key to the warehouse would make every writer share-lock the row of MAIN.
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_product_variant_id_fkey" FOREIGN KEY ("product_variant_id") REFERENCES "inventory"("product_variant_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_warehouse_id_fkey" FOREIGN KEY ("warehouse_id") REFERENCES "warehouse"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_reservation_id_fkey" FOREIGN KEY ("reservation_id") REFERENCES "reservation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_product_variant_id_warehouse_id_fkey" FOREIGN KEY ("product_variant_id", "warehouse_id") REFERENCES "stock_level"("product_variant_id", "warehouse_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_product_variant_id_warehouse_id_fkey" FOREIGN KEY ("product_variant_id", "warehouse_id") REFERENCES "stock_level"("product_variant_id", "warehouse_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A trigger, since privileges do not bind the owner of the table.
CREATE FUNCTION "ledger_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger_is_append_only"();

INSERT INTO "warehouse" ("id", "code", "name", "priority") VALUES ('00000000-0000-4000-8000-000000000001', 'MAIN', 'Main warehouse', 0);
INSERT INTO "feed_head" DEFAULT VALUES;
