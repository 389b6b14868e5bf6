import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSubscription } from "../../api/live.js";
import { apiKey, useApiQuery } from "../../api/use-api-query.js";
import type { CatalogueQuery, CatalogueQueryVariables } from "../../generated/graphql.js";
import { statusLabel } from "../../ui/status-badge.js";
import { useBatches } from "../../ui/use-batches.js";
import { useFlashes } from "../../ui/use-flashes.js";
import { applyChange, type Change } from "./apply-change.js";
import { CATALOGUE, LEVEL_CHANGED, STATUS_CHANGED } from "./documents.js";

/** One page of the catalogue, and every change of its items from the moment it was read. */
export function useCatalogue(variables: CatalogueQueryVariables, enabled: boolean) {
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [events, setEvents] = useState(0);
  const [latest, setLatest] = useState("");
  const query = useApiQuery(CATALOGUE, variables, { keepPrevious: true, enabled });
  const { data, isFetching, isPlaceholderData, refetch } = query;
  const productVariantIds = data?.inventory.edges.map(({ node }) => node.productVariantId) ?? [];

  const change = useBatches<Change>((made) => {
    queries.setQueryData<CatalogueQuery>(
      apiKey(CATALOGUE, variables),
      (page) => page && made.reduce(applyChange, page),
    );
    flashes.flash(made.map(({ productVariantId }) => productVariantId));
    setEvents((count) => count + made.length);
  });
  const following = {
    after: data?.feedPosition ?? null,
    // What is being read anew brings a position of its own.
    enabled: productVariantIds.length > 0 && !isFetching && !isPlaceholderData,
    onAnew: () => void refetch(),
  };
  const filter = { productVariantIds };
  const levelError = useSubscription(
    LEVEL_CHANGED,
    { filter },
    {
      ...following,
      onNext({ stockLevelChanged: { newQuantity, ...changed } }) {
        change({ ...changed, quantity: newQuantity });
      },
    },
  );
  const statusError = useSubscription(
    STATUS_CHANGED,
    { filter },
    {
      ...following,
      onNext({ stockStatusChanged: { newStatus, currentQuantity, ...changed } }) {
        change({ ...changed, quantity: currentQuantity, status: newStatus });
        setLatest(`${changed.productVariantId} is now: ${statusLabel(newStatus)}`);
      },
    },
  );
  return { query, flashes, events, latest, liveError: levelError ?? statusError };
}
