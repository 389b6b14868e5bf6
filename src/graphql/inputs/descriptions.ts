export const VARIANT_ID = "The product service's id, 1-64 characters.";
export const WAREHOUSE_ID = "A warehouse's id or its code.";
export const IDEMPOTENCY_KEY =
  "1-128 characters. The same key and input again, within 24 hours, answers what the first answered and does nothing.";
export const BIN_ID = "A bin's id.";
export const EXPECTED_VERSION = "Refused with STALE_VERSION when the item has another.";
export const RESUMES_AFTER =
  "Resumes after a position with nothing lost and nothing twice. Past the head: POSITION_UNKNOWN; older than the retention: POSITION_EXPIRED.";
