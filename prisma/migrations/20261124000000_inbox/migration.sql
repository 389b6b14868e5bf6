-- Messages that were carried out, each by the transaction of its effect. Kept for longer than any broker or replay
-- sends one again; deleted by their place in the table, so that no index by age is paid for with each message.
CREATE TABLE "inbox" (
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("source", "event_id")
);

-- What messages have said of an order, in whatever order they came. Its row is the lock of what they say next.
CREATE TABLE "order_intake" (
    "order_id" TEXT NOT NULL,
    -- [{ productVariantId, quantity }], null: nobody has said what was ordered
    "lines" JSONB,
    "ended" TEXT,
    "shipped" JSONB NOT NULL DEFAULT '[]',
    "whole" BOOLEAN NOT NULL DEFAULT false,
    -- [{ productVariantId, warehouseId, quantity }]
    "unclaimed" JSONB NOT NULL DEFAULT '[]',
    "reservation_ids" UUID[] NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_intake_pkey" PRIMARY KEY ("order_id"),
    CONSTRAINT "order_intake_ended_known" CHECK ("ended" IN ('CANCELLED', 'PAYMENT_FAILED', 'FRAUDULENT'))
);
