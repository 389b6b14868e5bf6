-- Comparisons of the levels with somebody else's figures. While one is under way, its process keeps it alive;
-- one whose time is over was abandoned.
CREATE TABLE "reconciliation" (
    "id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "product_variant_ids" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'RUNNING',
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "figures_from" TIMESTAMPTZ(3),
    "compared" BIGINT NOT NULL DEFAULT 0,
    "agreeing" BIGINT NOT NULL DEFAULT 0,
    "corrected" BIGINT NOT NULL DEFAULT 0,
    "remaining" BIGINT NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "requested_by" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reconciliation_origin" CHECK ("origin" IN ('SCHEDULE', 'REQUEST', 'COMMAND')),
    CONSTRAINT "reconciliation_slot_given" CHECK (("origin" = 'SCHEDULE') = ("slot" IS NOT NULL)),
    CONSTRAINT "reconciliation_state" CHECK ("state" IN ('RUNNING', 'DONE', 'FAILED', 'ABANDONED')),
    CONSTRAINT "reconciliation_ended" CHECK (("state" = 'RUNNING') = ("ended_at" IS NULL))
);
-- One at a time.
CREATE UNIQUE INDEX "reconciliation_running" ON "reconciliation"("state") WHERE "state" = 'RUNNING';
-- Once a slot of the schedule, over all nodes; one that was abandoned is made up for.
CREATE UNIQUE INDEX "reconciliation_slot" ON "reconciliation"("slot") WHERE "state" <> 'ABANDONED';
CREATE INDEX "reconciliation_done_idx" ON "reconciliation"("ended_at") WHERE "state" = 'DONE';
CREATE UNIQUE INDEX "reconciliation_key" ON "reconciliation"("requested_by", "idempotency_key");

-- What a reconciliation found not to agree, and what became of it.
CREATE TABLE "reconciliation_difference" (
    "reconciliation_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "source_row" BIGINT,
    "product_variant_id" TEXT COLLATE "C",
    "warehouse" TEXT,
    "figure" BIGINT,
    "booked" BIGINT,
    "delta" BIGINT,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "message" TEXT,

    CONSTRAINT "reconciliation_difference_pkey" PRIMARY KEY ("reconciliation_id", "ordinal"),
    CONSTRAINT "reconciliation_difference_of" FOREIGN KEY ("reconciliation_id") REFERENCES "reconciliation"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "reconciliation_difference_outcome" CHECK ("outcome" IN ('CORRECTED', 'FOUND', 'UNSETTLED', 'SUPERSEDED', 'REFUSED', 'MISSING'))
);
CREATE INDEX "reconciliation_difference_outcome_idx" ON "reconciliation_difference"("reconciliation_id", "outcome", "ordinal");

-- The levels that the source has named so far: of the one that is under way alone.
CREATE TABLE "reconciliation_seen" (
    "reconciliation_id" UUID NOT NULL,
    "product_variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" UUID NOT NULL,

    CONSTRAINT "reconciliation_seen_pkey" PRIMARY KEY ("reconciliation_id", "product_variant_id", "warehouse_id"),
    CONSTRAINT "reconciliation_seen_of" FOREIGN KEY ("reconciliation_id") REFERENCES "reconciliation"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
