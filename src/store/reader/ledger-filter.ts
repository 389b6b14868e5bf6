import type { EntryKey, LedgerFilter } from "../../ports/reader-queries.js";
import { and, type Parameters } from "./shapes.js";

/** Of all entries, and of one item's: its versions rise with time. A key fits both. */
export const NEWEST_FIRST = "e.occurred_at DESC, e.item_version DESC, e.id DESC";
export const NEWEST_OF_ITEM_FIRST = "e.item_version DESC, e.id DESC";

interface Part {
  readonly parameters: Parameters;
  readonly after: EntryKey | null;
  /** null: all of them. */
  readonly limit: number | null;
}

/** Rows of `ledger_entry e` that meet the filter, by the index that serves it best. */
export function candidates(filter: LedgerFilter, part: Part): string {
  const { parameters, after } = part;
  const all = conditions(filter, parameters);
  if (after) {
    const key = [parameters.addMoment(after.occurredAt), ...versionAndId(after, parameters)];
    all.push(`(e.occurred_at, e.item_version, e.id) < (${key.join(", ")})`);
  }
  const tail = tailOf(NEWEST_FIRST, part);
  if (filter.reference === null) return `SELECT * FROM ledger_entry e WHERE true ${and(all)} ${tail}`;
  // Fenced: a reference has few, whatever is thought of the table while it is young.
  const reference = parameters.add(filter.reference, "text");
  const found = `SELECT * FROM ledger_entry WHERE reference = ${reference} OFFSET 0`;
  return `SELECT * FROM (${found}) e WHERE true ${and(all)} ${tail}`;
}

/** Those of one item, from each of its levels in the order of the index; `item`: the expression for its id. */
export function ofItem(item: string, filter: LedgerFilter, part: Part): string {
  const { warehouseIds, ...others } = filter;
  const { parameters, after } = part;
  const levels = warehouseIds ? [`s.warehouse_id = ANY(${parameters.add(warehouseIds, "uuid[]")})`] : [];
  const all = conditions({ ...others, warehouseIds: null }, parameters);
  if (filter.reference !== null) all.push(`e.reference = ${parameters.add(filter.reference, "text")}`);
  if (after) all.push(`(e.item_version, e.id) < (${versionAndId(after, parameters).join(", ")})`);
  const ofLevel = `
    SELECT * FROM ledger_entry e
    WHERE e.product_variant_id = s.product_variant_id AND e.warehouse_id = s.warehouse_id ${and(all)}
    ${tailOf("e.item_version DESC", part)}`;
  return `SELECT e.* FROM stock_level s CROSS JOIN LATERAL (${ofLevel}) e
    WHERE s.product_variant_id = ${item} ${and(levels)} ${tailOf(NEWEST_OF_ITEM_FIRST, part)}`;
}

function tailOf(order: string, { parameters, limit }: Part): string {
  return limit === null ? "" : `ORDER BY ${order} LIMIT ${parameters.add(limit, "int")}`;
}

function versionAndId(key: EntryKey, parameters: Parameters): string[] {
  return [parameters.add(key.itemVersion, "int"), parameters.add(key.id, "uuid")];
}

/** But for the item and the reference, which choose the index. */
function conditions(filter: LedgerFilter, parameters: Parameters): string[] {
  const { warehouseIds, kinds, since, until } = filter;
  const found: string[] = [];
  if (warehouseIds) found.push(`e.warehouse_id = ANY(${parameters.add(warehouseIds, "uuid[]")})`);
  if (kinds) found.push(`e.kind = ANY(${parameters.add(kinds, "text[]")})`);
  if (since !== null) found.push(`e.occurred_at >= ${parameters.addMoment(since)}`);
  if (until !== null) found.push(`e.occurred_at <= ${parameters.addMoment(until)}`);
  return found;
}
