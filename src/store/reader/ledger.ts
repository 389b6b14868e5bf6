import type pg from "pg";
import type { LedgerEntry } from "../../domain/model.js";
import type { Reader } from "../../ports/reader.js";
import type { EntryKey, LedgerFilter, Page, Pages } from "../../ports/reader-queries.js";
import { queryJson } from "../json-query.js";
import { ENTRY_JSON, toEntry, type EntryRow } from "../rows.js";
import { candidates, NEWEST_FIRST, NEWEST_OF_ITEM_FIRST, ofItem } from "./ledger-filter.js";
import { pageOf, Parameters, prepared } from "./shapes.js";

type LedgerReads = Pick<Reader, "ledgerPage" | "countEntries" | "ledgerPages" | "entryCounts">;

export function createLedgerReads(pool: pg.Pool): LedgerReads {
  async function ledgerPages(
    productVariantIds: readonly string[],
    filter: LedgerFilter,
    { first, after }: Pages<EntryKey>,
  ): Promise<Page<LedgerEntry>[]> {
    const parameters = new Parameters();
    const items = parameters.add(productVariantIds, "text[]");
    const page = ofItem("k.id", filter, { parameters, after, limit: first + 1 });
    const text = `
      SELECT coalesce(json_agg(x.rows ORDER BY k.place), '[]')::text AS json
      FROM unnest(${items}) WITH ORDINALITY AS k(id, place) CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(${ENTRY_JSON} ORDER BY ${NEWEST_OF_ITEM_FIRST}), '[]') AS rows FROM (${page}) e) x`;
    const lists = await queryJson<EntryRow[][]>(pool, prepared("item_ledger", text), parameters.values);
    return lists.map((rows) => pageOf(rows, first, toEntry));
  }

  async function entryCounts(productVariantIds: readonly string[], filter: LedgerFilter) {
    const parameters = new Parameters();
    const items = parameters.add(productVariantIds, "text[]");
    const all = ofItem("k.id", filter, { parameters, after: null, limit: null });
    const text = `
      SELECT coalesce(json_agg((SELECT count(*) FROM (${all}) e) ORDER BY k.place), '[]')::text AS json
      FROM unnest(${items}) WITH ORDINALITY AS k(id, place)`;
    return queryJson<number[]>(pool, prepared("item_entry_counts", text), parameters.values);
  }

  return {
    async ledgerPage(filter, pages) {
      if (filter.productVariantId !== null) {
        const [page] = await ledgerPages([filter.productVariantId], filter, pages);
        return page as Page<LedgerEntry>;
      }
      const parameters = new Parameters();
      const from = candidates(filter, { parameters, after: pages.after, limit: pages.first + 1 });
      const text = `SELECT coalesce(json_agg(${ENTRY_JSON} ORDER BY ${NEWEST_FIRST}), '[]')::text AS json FROM (${from}) e`;
      const rows = await queryJson<EntryRow[]>(pool, prepared("ledger_page", text), parameters.values);
      return pageOf(rows, pages.first, toEntry);
    },

    async countEntries(filter) {
      if (filter.productVariantId !== null) {
        const [count] = await entryCounts([filter.productVariantId], filter);
        return count as number;
      }
      const parameters = new Parameters();
      const from = candidates(filter, { parameters, after: null, limit: null });
      const text = `SELECT count(*)::text AS json FROM (${from}) e`;
      return queryJson<number>(pool, prepared("count_entries", text), parameters.values);
    },

    ledgerPages,
    entryCounts,
  };
}
