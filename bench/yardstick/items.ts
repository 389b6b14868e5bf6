import type { QueryConfig } from "pg";

/** Row per id in the order asked, null where unknown, as the JSON text that is answered. */
const ITEMS = `
SELECT json_agg(CASE WHEN i.id IS NOT NULL THEN json_build_object('productVariantId', i.product_variant_id,
  'status', i.status, 'quantity', i.quantity, 'reservedQuantity', i.reserved,
  'availableQuantity', i.quantity - i.reserved) END ORDER BY asked.place)::text AS json
FROM unnest($1::text[]) WITH ORDINALITY AS asked(id, place)
LEFT JOIN inventory i ON i.product_variant_id = asked.id COLLATE "C"`;

/** PostgreSQL writes the answer: mapping its rows here and writing JSON again is slower. */
export function itemsQuery(ids: readonly string[]): QueryConfig {
  return { name: "items", text: ITEMS, values: [ids] };
}
