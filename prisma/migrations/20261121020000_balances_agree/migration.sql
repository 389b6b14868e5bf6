-- Totals, levels and ledger agree after every single statement, whoever wrote it. The service
-- writes all three in one statement, at whose end its triggers see everything it wrote.

-- Of a level one change a version; finds what a new entry follows.
CREATE UNIQUE INDEX "ledger_entry_level_key" ON "ledger_entry"("product_variant_id", "warehouse_id", "item_version");

CREATE FUNCTION "totals_are_sums_of_levels"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item record;
    sums record;
BEGIN
    SELECT c.product_variant_id, c.quantity, c.reserved INTO item FROM changed c
    WHERE (c.quantity, c.reserved) <> (
        SELECT coalesce(sum(l.quantity), 0), coalesce(sum(l.reserved), 0) FROM stock_level l
        WHERE l.product_variant_id = c.product_variant_id)
    LIMIT 1;
    IF FOUND THEN
        SELECT coalesce(sum(l.quantity), 0) AS quantity, coalesce(sum(l.reserved), 0) AS reserved INTO sums
        FROM stock_level l WHERE l.product_variant_id = item.product_variant_id;
        RAISE EXCEPTION 'totals of item "%" (quantity %, reserved %) are not the sums of its levels (%, %)',
            item.product_variant_id, item.quantity, item.reserved, sums.quantity, sums.reserved
            USING ERRCODE = 'check_violation', CONSTRAINT = 'totals_are_sums_of_levels';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION "level_is_in_ledger"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT c.product_variant_id, c.warehouse_id, c.quantity, c.reserved, i.quantity AS total_quantity,
        i.reserved AS total_reserved, i.version, e.quantity_after, e.reserved_after, e.item_version
    INTO wrong
    FROM changed c
    JOIN inventory i ON i.product_variant_id = c.product_variant_id
    LEFT JOIN LATERAL (
        SELECT e.quantity_after, e.reserved_after, e.item_version FROM ledger_entry e
        WHERE e.product_variant_id = c.product_variant_id AND e.warehouse_id = c.warehouse_id
        ORDER BY e.item_version DESC LIMIT 1) e ON true
    WHERE c.quantity <> coalesce(e.quantity_after, 0) OR c.reserved <> coalesce(e.reserved_after, 0)
       OR e.item_version > i.version
       OR (i.quantity, i.reserved) <> (
        SELECT sum(l.quantity), sum(l.reserved) FROM stock_level l
        WHERE l.product_variant_id = c.product_variant_id)
    LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF wrong.item_version > wrong.version THEN
        RAISE EXCEPTION 'item "%" has version %, but its ledger is at version %',
            wrong.product_variant_id, wrong.version, wrong.item_version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'level_is_in_ledger';
    ELSIF wrong.quantity <> coalesce(wrong.quantity_after, 0) OR wrong.reserved <> coalesce(wrong.reserved_after, 0) THEN
        RAISE EXCEPTION 'level of item "%" in warehouse % (quantity %, reserved %) is not what its newest ledger entry left (%, %)',
            wrong.product_variant_id, wrong.warehouse_id, wrong.quantity, wrong.reserved,
            coalesce(wrong.quantity_after, 0), coalesce(wrong.reserved_after, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'level_is_in_ledger';
    END IF;
    RAISE EXCEPTION 'levels of item "%" do not sum up to its totals (quantity %, reserved %)',
        wrong.product_variant_id, wrong.total_quantity, wrong.total_reserved
        USING ERRCODE = 'check_violation', CONSTRAINT = 'totals_are_sums_of_levels';
END $$;

-- An entry follows the one before, is followed by none that does not fit, and the newest is the level.
CREATE FUNCTION "ledger_is_a_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    SELECT a.product_variant_id, a.warehouse_id, a.quantity_delta, a.reserved_delta, a.quantity_after, a.reserved_after
    INTO entry
    FROM added a
    LEFT JOIN LATERAL (
        SELECT e.quantity_after AS quantity, e.reserved_after AS reserved FROM ledger_entry e
        WHERE e.product_variant_id = a.product_variant_id AND e.warehouse_id = a.warehouse_id
          AND e.item_version < a.item_version
        ORDER BY e.item_version DESC LIMIT 1) before ON true
    LEFT JOIN LATERAL (
        SELECT e.quantity_after - e.quantity_delta AS quantity, e.reserved_after - e.reserved_delta AS reserved
        FROM ledger_entry e
        WHERE e.product_variant_id = a.product_variant_id AND e.warehouse_id = a.warehouse_id
          AND e.item_version > a.item_version
        ORDER BY e.item_version LIMIT 1) next ON true
    WHERE a.quantity_after - a.quantity_delta <> coalesce(before.quantity, 0)
       OR a.reserved_after - a.reserved_delta <> coalesce(before.reserved, 0)
       OR CASE WHEN next.quantity IS NULL
            THEN NOT EXISTS (
                SELECT FROM stock_level s
                WHERE s.product_variant_id = a.product_variant_id AND s.warehouse_id = a.warehouse_id
                  AND s.quantity = a.quantity_after AND s.reserved = a.reserved_after)
            ELSE next.quantity <> a.quantity_after OR next.reserved <> a.reserved_after
          END
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger entry of item "%" in warehouse % (quantity % to %, reserved % to %) does not fit its level or the entry before',
            entry.product_variant_id, entry.warehouse_id,
            entry.quantity_delta, entry.quantity_after, entry.reserved_delta, entry.reserved_after
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_is_a_chain';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER "inventory_totals_inserted" AFTER INSERT ON "inventory" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "totals_are_sums_of_levels"();
CREATE TRIGGER "inventory_totals_updated" AFTER UPDATE ON "inventory" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "totals_are_sums_of_levels"();
-- A level with entries cannot be deleted, one without is empty.
CREATE TRIGGER "stock_level_ledger_inserted" AFTER INSERT ON "stock_level" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "level_is_in_ledger"();
CREATE TRIGGER "stock_level_ledger_updated" AFTER UPDATE ON "stock_level" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "level_is_in_ledger"();
CREATE TRIGGER "ledger_entry_chain" AFTER INSERT ON "ledger_entry" REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger_is_a_chain"();

-- Transfers are rare: these look at the end of the transaction, which writes them by several statements.
CREATE FUNCTION "in_transit_is_sum_of_transfers"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item record;
    expected bigint;
BEGIN
    SELECT i.product_variant_id, i.in_transit INTO item FROM inventory i
    WHERE i.product_variant_id = coalesce(NEW.product_variant_id, OLD.product_variant_id);
    SELECT coalesce(sum(l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity), 0) INTO expected
    FROM stock_transfer_line l
    WHERE l.product_variant_id = item.product_variant_id
      AND l.quantity > l.received_quantity + l.missing_quantity + l.returned_quantity;
    IF item.in_transit <> expected THEN
        RAISE EXCEPTION 'item "%" has % units in transit, its open transfers have %',
            item.product_variant_id, item.in_transit, expected
            USING ERRCODE = 'check_violation', CONSTRAINT = 'in_transit_is_sum_of_transfers';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "inventory_in_transit_inserted" AFTER INSERT ON "inventory"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."in_transit" <> 0)
    EXECUTE FUNCTION "in_transit_is_sum_of_transfers"();
CREATE CONSTRAINT TRIGGER "inventory_in_transit_updated" AFTER UPDATE ON "inventory"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD."in_transit" <> NEW."in_transit")
    EXECUTE FUNCTION "in_transit_is_sum_of_transfers"();
CREATE CONSTRAINT TRIGGER "stock_transfer_line_in_transit" AFTER INSERT OR UPDATE OR DELETE ON "stock_transfer_line"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "in_transit_is_sum_of_transfers"();

-- What a line holds was reserved with it; it only ever gets less. That the sum of the open lines is
-- what the level has reserved is for the audit: a popular item has too many of them to add up.
CREATE FUNCTION "line_is_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION '% of % refused: a line is ended, not removed', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'line of reservation % for item "%" may be fulfilled or released further, nothing else',
        OLD.reservation_id, OLD.product_variant_id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "reservation_line_only_ends" BEFORE UPDATE ON "reservation_line" FOR EACH ROW
    WHEN ((OLD."reservation_id", OLD."product_variant_id", OLD."warehouse_id", OLD."quantity")
          IS DISTINCT FROM (NEW."reservation_id", NEW."product_variant_id", NEW."warehouse_id", NEW."quantity")
       OR NEW."fulfilled_quantity" < OLD."fulfilled_quantity" OR NEW."released_quantity" < OLD."released_quantity")
    EXECUTE FUNCTION "line_is_history"();
CREATE TRIGGER "reservation_line_stays" BEFORE DELETE ON "reservation_line" FOR EACH ROW
    WHEN (OLD."quantity" > OLD."fulfilled_quantity" + OLD."released_quantity") EXECUTE FUNCTION "line_is_history"();
CREATE TRIGGER "reservation_line_not_emptied" BEFORE TRUNCATE ON "reservation_line"
    FOR EACH STATEMENT EXECUTE FUNCTION "line_is_history"();
CREATE TRIGGER "stock_transfer_line_not_emptied" BEFORE TRUNCATE ON "stock_transfer_line"
    FOR EACH STATEMENT EXECUTE FUNCTION "line_is_history"();
