import { EVENT_VERSIONS } from "../../domain/events.js";

// Each statement takes JSON arrays of domain objects, whose field names are the quoted
// column names of json_to_recordset; times are milliseconds since 1970.

const at = (column: string): string => `to_timestamp(${column}::float8 / 1000)`;

/** Of all events of a type: looked up here, rather than told with each of them. */
const VERSIONS = `'${JSON.stringify(EVENT_VERSIONS)}'::jsonb`;

export const INSERT_ROWS = {
  warehouses: `
    INSERT INTO warehouse (id, code, name, priority, active, version)
    SELECT id, code, name, priority, active, version FROM json_to_recordset($1::json)
      AS x(id uuid, code text, name text, priority int, active boolean, version int)`,
  items: `
    INSERT INTO inventory (product_variant_id, id, low_stock_threshold, backorder_policy, backorder_limit, created_at)
    SELECT "productVariantId", id, "lowStockThreshold", "backorderPolicy", "backorderLimit", ${at('"createdAt"')}
    FROM json_to_recordset($1::json)
      AS x("productVariantId" text, id uuid, "lowStockThreshold" int, "backorderPolicy" backorder_policy,
           "backorderLimit" int, "createdAt" bigint)`,
  levels: `
    INSERT INTO stock_level (product_variant_id, warehouse_id)
    SELECT "productVariantId", "warehouseId" FROM json_to_recordset($1::json)
      AS x("productVariantId" text, "warehouseId" uuid)`,
};

export const UPDATE_RESERVATIONS = `
  WITH headers AS (
    UPDATE reservation r SET status = x.status, expires_at = ${at('x."expiresAt"')}, version = x.version,
      updated_at = ${at('x."updatedAt"')}
    FROM json_to_recordset($1::json)
      AS x(id uuid, status reservation_status, "expiresAt" bigint, version int, "updatedAt" bigint)
    WHERE r.id = x.id
  )
  UPDATE reservation_line l
  SET fulfilled_quantity = x.fulfilled, released_quantity = x.released, expires_at = ${at('x."expiresAt"')}
  FROM json_to_recordset($2::json)
    AS x("reservationId" uuid, "productVariantId" text, "warehouseId" uuid, fulfilled int, released int, "expiresAt" bigint)
  WHERE l.reservation_id = x."reservationId" AND l.product_variant_id = x."productVariantId"
    AND l.warehouse_id = x."warehouseId"`;

/** Totals, levels, ledger, new holds, and events in the order they were caused. */
export const WRITE = `
  WITH items AS (
    UPDATE inventory i
    SET sku = x.sku, quantity = x.quantity, reserved = x.reserved, status = x.status,
        low_stock_threshold = x."lowStockThreshold", backorder_policy = x."backorderPolicy",
        backorder_limit = x."backorderLimit", version = x.version,
        next_expiry = ${at('x."nextExpiry"')}, in_transit = x."inTransit", deleted_at = ${at('x."deletedAt"')},
        updated_at = ${at('x."updatedAt"')}
    FROM json_to_recordset($1::json)
      AS x("productVariantId" text, sku text, quantity int, reserved int, status stock_status, "lowStockThreshold" int,
           "backorderPolicy" backorder_policy, "backorderLimit" int, version int, "nextExpiry" bigint, "inTransit" int,
           "deletedAt" bigint, "updatedAt" bigint)
    WHERE i.product_variant_id = x."productVariantId"
  ), levels AS (
    UPDATE stock_level s SET quantity = x.quantity, reserved = x.reserved, backorder_limit = x."backorderLimit"
    FROM json_to_recordset($2::json)
      AS x("productVariantId" text, "warehouseId" uuid, quantity int, reserved int, "backorderLimit" int)
    WHERE s.product_variant_id = x."productVariantId" AND s.warehouse_id = x."warehouseId"
  ), entries AS (
    INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
      reserved_delta, quantity_after, reserved_after, reason, reference, actor, by_right, confined_to,
      correlation_id, occurred_at)
    SELECT id, "productVariantId", "warehouseId", "itemVersion", ordinal, kind, "quantityDelta", "reservedDelta",
      "quantityAfter", "reservedAfter", reason, reference, actor, "right", "confinedTo", "correlationId",
      ${at('"occurredAt"')}
    FROM json_to_recordset($3::json)
      AS x(id uuid, "productVariantId" text, "warehouseId" uuid, "itemVersion" int, ordinal int, kind text,
           "quantityDelta" int, "reservedDelta" int, "quantityAfter" int, "reservedAfter" int, reason text,
           reference text, actor text, "right" text, "confinedTo" text[], "correlationId" text, "occurredAt" bigint)
  ), reservations AS (
    INSERT INTO reservation (id, order_id, user_id, status, expires_at, version, created_at, updated_at)
    SELECT id, "orderId", "userId", status, ${at('"expiresAt"')}, version, ${at('"createdAt"')}, ${at('"updatedAt"')}
    FROM json_to_recordset($4::json)
      AS x(id uuid, "orderId" text, "userId" text, status reservation_status, "expiresAt" bigint, version int,
           "createdAt" bigint, "updatedAt" bigint)
  ), lines AS (
    INSERT INTO reservation_line (reservation_id, product_variant_id, warehouse_id, quantity, fulfilled_quantity,
      released_quantity, expires_at)
    SELECT "reservationId", "productVariantId", "warehouseId", quantity, fulfilled, released, ${at('"expiresAt"')}
    FROM json_to_recordset($5::json)
      AS x("reservationId" uuid, "productVariantId" text, "warehouseId" uuid, quantity int, fulfilled int, released int,
           "expiresAt" bigint)
  )
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
    occurred_at, correlation_id, causation_id, user_id, trace_parent, data)
  SELECT "eventId", type, ${VERSIONS} ->> type, "aggregateType", "aggregateId", "aggregateVersion", "eventOrdinal",
    ${at('"occurredAt"')}, "correlationId", "causationId", "userId", "traceParent", data
  FROM ROWS FROM (json_to_recordset($6::json)
    AS ("eventId" uuid, type text, "aggregateType" text, "aggregateId" text, "aggregateVersion" int,
        ordinal int, "occurredAt" bigint, "correlationId" text, "causationId" text,
        "userId" text, "traceParent" text, data json))
    WITH ORDINALITY AS x("eventId", type, "aggregateType", "aggregateId", "aggregateVersion",
      "eventOrdinal", "occurredAt", "correlationId", "causationId", "userId", "traceParent", data, place)
  ORDER BY place`;
