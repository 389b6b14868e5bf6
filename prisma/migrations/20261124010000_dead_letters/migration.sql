-- Messages of other services that could not be carried out. The dead-letter queue of the broker has a copy of each
-- that nobody has settled; this is what operators look at and decide on.
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "source" TEXT COLLATE "C" NOT NULL,
    "routing_key" TEXT NOT NULL,
    "event_id" TEXT,
    "event_type" TEXT,
    "correlation_id" TEXT,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,
    "content_bytes" INTEGER NOT NULL,
    "headers" JSONB NOT NULL,
    "properties" JSONB,
    "state" TEXT NOT NULL DEFAULT 'OPEN',
    "died_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" TEXT,
    "note" TEXT,
    "idempotency_key" TEXT,
    "swept_at" TIMESTAMPTZ(3),

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "dead_letter_state" CHECK ("state" IN ('OPEN', 'REDRIVING', 'REDRIVEN', 'DISCARDED')),
    CONSTRAINT "dead_letter_decided" CHECK (("state" = 'OPEN') = ("settled_by" IS NULL)),
    CONSTRAINT "dead_letter_settled" CHECK (("state" IN ('REDRIVEN', 'DISCARDED')) = ("settled_at" IS NOT NULL)),
    CONSTRAINT "dead_letter_discarded" CHECK ("state" <> 'DISCARDED' OR "note" IS NOT NULL),
    CONSTRAINT "dead_letter_whole" CHECK ("state" NOT IN ('REDRIVING', 'REDRIVEN') OR octet_length("content") = "content_bytes"),
    CONSTRAINT "dead_letter_content" CHECK (octet_length("content") <= "content_bytes")
);
-- Lists read the beginning of a body only.
ALTER TABLE "dead_letter" ALTER COLUMN "content" SET STORAGE EXTERNAL;
CREATE INDEX "dead_letter_state_idx" ON "dead_letter"("state", "died_at", "id");
CREATE INDEX "dead_letter_source_idx" ON "dead_letter"("source", "state", "died_at", "id");
CREATE INDEX "dead_letter_unswept_idx" ON "dead_letter"("source") WHERE "settled_at" IS NOT NULL AND "swept_at" IS NULL;
CREATE INDEX "dead_letter_settled_idx" ON "dead_letter"("settled_at") WHERE "settled_at" IS NOT NULL;
CREATE UNIQUE INDEX "dead_letter_key" ON "dead_letter"("settled_by", "idempotency_key");
