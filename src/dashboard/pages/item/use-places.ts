import { useApiQuery } from "../../api/use-api-query.js";
import type { ItemFieldsFragment } from "../../generated/graphql.js";
import { PLACES } from "./documents.js";
import { placesFor } from "./places.js";

const FRESH_MS = 60_000;

/** The warehouses to choose from; until they were read, those that have the item. */
export function usePlaces({ levels }: ItemFieldsFragment) {
  const { data } = useApiQuery(PLACES, {}, { staleTime: FRESH_MS });
  return placesFor(levels, data?.warehouses ?? []);
}
