-- An event is written once by the change that causes it, into the outbox, and moved from
-- there into the feed, whole: nothing is joined to read it, and a day of it can be dropped.

ALTER TABLE "feed" RENAME TO "feed_before";
ALTER TABLE "feed_before" RENAME CONSTRAINT "feed_pkey" TO "feed_before_pkey";
ALTER TABLE "outbox" RENAME TO "outbox_before";
ALTER TABLE "outbox_before" RENAME CONSTRAINT "outbox_pkey" TO "outbox_before_pkey";
ALTER TABLE "event" RENAME TO "event_before";
ALTER TABLE "event_before" RENAME CONSTRAINT "event_pkey" TO "event_before_pkey";
ALTER SEQUENCE "event_seq_seq" RENAME TO "outbox_seq_seq";
ALTER SEQUENCE "outbox_seq_seq" OWNED BY NONE;

-- Every row is deleted within milliseconds: vacuum by count, not by share, and at full speed.
CREATE TABLE "outbox" (
    "seq" BIGINT NOT NULL DEFAULT nextval('outbox_seq_seq'),
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
    "trace_parent" TEXT,
    "data" JSON NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("seq")
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
ALTER SEQUENCE "outbox_seq_seq" OWNED BY "outbox"."seq";

-- One partition a day (UTC) of sequencing. Days and positions rise together, so that a read
-- from a position on passes the partitions in order.
CREATE TABLE "feed" (
    "day" DATE NOT NULL,
    "position" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
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
    "trace_parent" TEXT,
    "data" JSON NOT NULL,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("day", "position")
) PARTITION BY RANGE ("day");

-- The days that have events, and where each begins.
CREATE TABLE "feed_day" (
    "day" DATE NOT NULL,
    "first_position" BIGINT NOT NULL,

    CONSTRAINT "feed_day_pkey" PRIMARY KEY ("day")
);

-- The newest position is read from the feed's newest row. In a row of its own, updated with every move,
-- each move would leave a version behind that stays as long as any transaction elsewhere is open.
ALTER TABLE "feed_head" DROP COLUMN "position", ADD COLUMN "outbox_floor" BIGINT NOT NULL DEFAULT 0;

-- Locks the parent no more than a reader does. Idempotent.
CREATE FUNCTION "create_feed_day"("the_day" DATE) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    "partition" TEXT := 'feed_' || to_char("the_day", 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('create_feed_day', 0));
    IF to_regclass(format('%I.%I', current_schema(), "partition")) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE feed INCLUDING ALL, CHECK (day >= %L AND day < %L))', "partition", "the_day", "the_day" + 1);
        EXECUTE format('ALTER TABLE feed ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', "partition", "the_day", "the_day" + 1);
    END IF;
END $$;

-- By the day, so that one partition alone is looked at.
CREATE FUNCTION "feed_position"() RETURNS BIGINT LANGUAGE plpgsql STABLE AS $$
DECLARE
    "newest" DATE := (SELECT "day" FROM "feed_day" ORDER BY "day" DESC LIMIT 1);
BEGIN
    RETURN coalesce((SELECT "position" FROM "feed" WHERE "day" = "newest" ORDER BY "position" DESC LIMIT 1), 0);
END $$;

-- Whoever moves events into the feed holds this lock meanwhile; a later epoch fences out the earlier
-- ones. Volatile: what it answers is read after the lock was waited for.
CREATE FUNCTION "lock_feed"("the_epoch" BIGINT) RETURNS TABLE ("head" BIGINT, "newest_day" DATE) LANGUAGE plpgsql AS $$
DECLARE
    "found_epoch" BIGINT;
BEGIN
    SELECT "epoch" INTO "found_epoch" FROM "feed_head" WHERE "epoch" <= "the_epoch" FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF "found_epoch" < "the_epoch" THEN
        UPDATE "feed_head" SET "epoch" = "the_epoch";
    END IF;
    RETURN QUERY SELECT "feed_position"(), (SELECT "day" FROM "feed_day" ORDER BY "day" DESC LIMIT 1);
END $$;

SELECT "create_feed_day"((now() AT TIME ZONE 'UTC')::date + "ahead") FROM generate_series(0, 2) AS "ahead";

INSERT INTO "feed" SELECT (now() AT TIME ZONE 'UTC')::date, f."position", e."seq", e."event_id", e."event_type", e."event_version", e."aggregate_type",
    e."aggregate_id", e."aggregate_version", e."ordinal", e."occurred_at", e."correlation_id", e."causation_id", e."user_id", NULL, e."data"
FROM "feed_before" f JOIN "event_before" e USING ("seq");
INSERT INTO "feed_day" SELECT "day", min("position") FROM "feed" GROUP BY "day";
INSERT INTO "outbox" SELECT e."seq", e."event_id", e."event_type", e."event_version", e."aggregate_type", e."aggregate_id", e."aggregate_version",
    e."ordinal", e."occurred_at", e."correlation_id", e."causation_id", e."user_id", NULL, e."data"
FROM "outbox_before" o JOIN "event_before" e USING ("seq");
DROP TABLE "feed_before", "outbox_before", "event_before";

-- Every stored event, in the order they were caused in, for whoever looks by hand.
CREATE VIEW "event" AS
    SELECT NULL::bigint AS "position", "seq", "event_id", "event_type", "event_version", "aggregate_type", "aggregate_id", "aggregate_version",
        "ordinal", "occurred_at", "correlation_id", "causation_id", "user_id", "trace_parent", "data" FROM "outbox"
    UNION ALL
    SELECT "position", "seq", "event_id", "event_type", "event_version", "aggregate_type", "aggregate_id", "aggregate_version",
        "ordinal", "occurred_at", "correlation_id", "causation_id", "user_id", "trace_parent", "data" FROM "feed";

-- What a sink's relay says of it, for every node to show.
ALTER TABLE "sink_cursor"
    ADD COLUMN "state" TEXT NOT NULL DEFAULT 'RUNNING',
    ADD COLUMN "last_error" TEXT,
    ADD COLUMN "last_error_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "sink_cursor_state" CHECK ("state" IN ('RUNNING', 'PAUSED', 'DETACHED'));

-- Events that a sink's other side did not take, and those of the same key held back behind
-- them, each with the event itself: the cursor and the retention of the feed go on without them.
CREATE TABLE "sink_failure" (
    "sink" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "state" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "parked_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" TEXT,
    "note" TEXT,
    "event" JSON NOT NULL,

    CONSTRAINT "sink_failure_pkey" PRIMARY KEY ("sink", "position"),
    CONSTRAINT "sink_failure_state" CHECK ("state" IN ('RETRYING', 'PARKED', 'HELD', 'DELIVERED', 'RESOLVED')),
    CONSTRAINT "sink_failure_retrying" CHECK (("state" = 'RETRYING') = ("next_attempt_at" IS NOT NULL)),
    CONSTRAINT "sink_failure_parked" CHECK ("state" <> 'PARKED' OR ("parked_at" IS NOT NULL AND "last_error" IS NOT NULL)),
    CONSTRAINT "sink_failure_settled" CHECK (("state" IN ('DELIVERED', 'RESOLVED')) = ("settled_at" IS NOT NULL))
);
CREATE INDEX "sink_failure_open_idx" ON "sink_failure"("sink", "key", "position") WHERE "state" IN ('RETRYING', 'PARKED', 'HELD');
CREATE INDEX "sink_failure_due_idx" ON "sink_failure"("sink", "next_attempt_at") WHERE "state" = 'RETRYING';
CREATE INDEX "sink_failure_parked_idx" ON "sink_failure"("parked_at", "sink", "position") WHERE "state" = 'PARKED';
CREATE INDEX "sink_failure_event_idx" ON "sink_failure"("event_id");
CREATE INDEX "sink_failure_settled_idx" ON "sink_failure"("settled_at") WHERE "settled_at" IS NOT NULL;

-- Parts of the feed sent again, each to one queue, at its own pace.
CREATE TABLE "replay" (
    "id" UUID NOT NULL,
    "sink" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "through_exchange" BOOLEAN NOT NULL DEFAULT false,
    "after_position" BIGINT NOT NULL,
    "until_position" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "types" TEXT[],
    "product_variant_ids" TEXT[],
    "events_per_second" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'RUNNING',
    "position" BIGINT NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL,
    "last_error" TEXT,
    "requested_by" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "replay_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "replay_state" CHECK ("state" IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    CONSTRAINT "replay_range" CHECK ("after_position" >= 0 AND "position" BETWEEN "after_position" AND "until_position")
);
CREATE INDEX "replay_running_idx" ON "replay"("created_at") WHERE "state" = 'RUNNING';
CREATE INDEX "replay_ended_idx" ON "replay"("updated_at") WHERE "state" <> 'RUNNING';
CREATE UNIQUE INDEX "replay_key" ON "replay"("requested_by", "idempotency_key");
