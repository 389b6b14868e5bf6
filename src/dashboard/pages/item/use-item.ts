import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSubscription } from "../../api/live.js";
import { apiKey, useApiQuery } from "../../api/use-api-query.js";
import type { ItemFieldsFragment, ItemLevelsSubscription, ItemQuery } from "../../generated/graphql.js";
import { useBatches } from "../../ui/use-batches.js";
import { statusLabel } from "../../ui/status-badge.js";
import { applyItem } from "./apply-item.js";
import { ITEM, ITEM_LEVEL_CHANGED, ITEM_STATUS_CHANGED } from "./documents.js";
import type { StockPoint } from "./history.js";
import { historyKey } from "./use-history.js";

// Of a page that is open for days; older ones are in the ledger.
const MOST_POINTS = 5_000;

/** One item, and every change of it from the moment it was read. */
export function useItem(productVariantId: string) {
  const queries = useQueryClient();
  const [live, setLive] = useState<readonly StockPoint[]>([]);
  const [announcement, setAnnouncement] = useState("");
  const query = useApiQuery(ITEM, { productVariantId });
  const { data, isFetching, refetch } = query;

  const put = (item: ItemFieldsFragment) => {
    queries.setQueryData<ItemQuery>(
      apiKey(ITEM, { productVariantId }),
      (page) => page && applyItem(page, item),
    );
  };
  const follow = (item: ItemFieldsFragment | null) => {
    // It was deleted since, which only reading it says for sure.
    if (item) put(item);
    else void refetch();
  };
  const following = {
    after: data?.feedPosition ?? null,
    enabled: data !== undefined && !isFetching,
    onAnew() {
      void refetch();
      // Nor has the chart seen what was missed.
      void queries.invalidateQueries({ queryKey: historyKey(productVariantId) });
    },
  };
  const add = useBatches<ItemLevelsSubscription["stockLevelChanged"]>((changes) => {
    follow(changes.at(-1)?.item ?? null);
    const points = changes.map(({ occurredAt, itemVersion, newQuantity, availableQuantity }) => ({
      at: Date.parse(occurredAt),
      version: itemVersion,
      onHand: newQuantity,
      available: availableQuantity,
    }));
    setLive((before) => [...before, ...points].slice(-MOST_POINTS));
  });
  const variables = { filter: { productVariantIds: [productVariantId] } };
  const levelError = useSubscription(ITEM_LEVEL_CHANGED, variables, {
    ...following,
    onNext: ({ stockLevelChanged }) => add(stockLevelChanged),
  });
  const statusError = useSubscription(ITEM_STATUS_CHANGED, variables, {
    ...following,
    onNext({ stockStatusChanged: { item, newStatus } }) {
      follow(item);
      setAnnouncement(`${productVariantId} is now: ${statusLabel(newStatus)}`);
    },
  });
  return { query, live, announcement, put, liveError: levelError ?? statusError };
}
