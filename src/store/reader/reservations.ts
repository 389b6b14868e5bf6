import type pg from "pg";
import { isUuid } from "../../domain/validate.js";
import type { Reader } from "../../ports/reader.js";
import type { Page, Pages, ReservationFilter } from "../../ports/reader-queries.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import { reservationJson, toReservation, type ReservationRow } from "../rows.js";
import { candidates, ofItem, READ_STATUS } from "./reservation-filter.js";
import { pageOf, Parameters, prepared } from "./shapes.js";
import type { Reservation } from "../../domain/model.js";

export const RESERVATION = reservationJson(READ_STATUS);

const RESERVATIONS: JsonStatement = {
  name: "reservations",
  text: `SELECT coalesce(json_agg(${RESERVATION}), '[]')::text AS json
         FROM reservation r WHERE r.id = ANY($1::uuid[])`,
};

type ReservationReads = Pick<
  Reader,
  "reservations" | "reservationPage" | "countReservations" | "reservationPages" | "reservationCounts"
>;

export function createReservationReads(pool: pg.Pool): ReservationReads {
  async function reservationPages(
    productVariantIds: readonly string[],
    filter: ReservationFilter,
    { first, after }: Pages<string>,
  ): Promise<Page<Reservation>[]> {
    const parameters = new Parameters();
    const items = parameters.add(productVariantIds, "text[]");
    const page = ofItem("k.id", filter, { parameters, after, limit: first + 1 });
    const text = `
      SELECT coalesce(json_agg(x.rows ORDER BY k.place), '[]')::text AS json
      FROM unnest(${items}) WITH ORDINALITY AS k(id, place) CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(${RESERVATION} ORDER BY r.id DESC), '[]') AS rows FROM (${page}) r) x`;
    const lists = await queryJson<ReservationRow[][]>(
      pool,
      prepared("item_reservations", text),
      parameters.values,
    );
    return lists.map((rows) => pageOf(rows, first, toReservation));
  }

  async function reservationCounts(productVariantIds: readonly string[], filter: ReservationFilter) {
    const parameters = new Parameters();
    const items = parameters.add(productVariantIds, "text[]");
    const all = ofItem("k.id", filter, { parameters, after: null, limit: null });
    const text = `
      SELECT coalesce(json_agg((SELECT count(*) FROM (${all}) r) ORDER BY k.place), '[]')::text AS json
      FROM unnest(${items}) WITH ORDINALITY AS k(id, place)`;
    return queryJson<number[]>(pool, prepared("item_reservation_counts", text), parameters.values);
  }

  return {
    async reservations(ids) {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isUuid);
      const rows = await queryJson<ReservationRow[]>(pool, RESERVATIONS, [wanted]);
      const found = new Map(rows.map((row) => [row[0], toReservation(row)]));
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },

    async reservationPage(filter, pages) {
      if (filter.productVariantId !== null && filter.orderId === null) {
        const [page] = await reservationPages([filter.productVariantId], filter, pages);
        return page as Page<Reservation>;
      }
      const parameters = new Parameters();
      const from = candidates(filter, { parameters, after: pages.after, limit: pages.first + 1 });
      const text = `SELECT coalesce(json_agg(${RESERVATION} ORDER BY r.id DESC), '[]')::text AS json FROM (${from}) r`;
      const rows = await queryJson<ReservationRow[]>(
        pool,
        prepared("reservation_page", text),
        parameters.values,
      );
      return pageOf(rows, pages.first, toReservation);
    },

    async countReservations(filter) {
      if (filter.productVariantId !== null && filter.orderId === null) {
        const [count] = await reservationCounts([filter.productVariantId], filter);
        return count as number;
      }
      const parameters = new Parameters();
      const from = candidates(filter, { parameters, after: null, limit: null });
      const text = `SELECT count(*)::text AS json FROM (${from}) r`;
      return queryJson<number>(pool, prepared("count_reservations", text), parameters.values);
    },

    reservationPages,
    reservationCounts,
  };
}
