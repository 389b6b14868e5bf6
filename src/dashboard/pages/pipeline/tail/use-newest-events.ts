import { useState } from "react";
import { useSubscription } from "../../../api/live.js";
import { useApiQuery } from "../../../api/use-api-query.js";
import type { PipelineTailSubscription } from "../../../generated/graphql.js";
import { useBatches } from "../../../ui/use-batches.js";
import { TAIL_EVENTS, TAIL_HEAD } from "./documents.js";
import { addNewest, lookBack } from "./newest.js";

export type TailEvent = PipelineTailSubscription["inventoryEvents"];

/** The newest events of some types, the newest first; of no types: of all. */
export function useNewestEvents(types: readonly string[]) {
  const [rows, setRows] = useState<readonly TailEvent[]>([]);
  const [looksBack, setLooksBack] = useState(true);
  const { data, error, isFetching, refetch } = useApiQuery(TAIL_HEAD, {});
  const add = useBatches<TailEvent>((events) => setRows((before) => addNewest(before, events)));
  const head = data?.feedPosition ?? null;
  const liveError = useSubscription(
    TAIL_EVENTS,
    { types: types.length > 0 ? [...types] : null },
    {
      after: head !== null && looksBack ? lookBack(head) : head,
      enabled: head !== null && !isFetching,
      onNext: ({ inventoryEvents }) => add(inventoryEvents),
      onAnew() {
        // The feed does not reach back that far, or is another than before.
        setLooksBack(false);
        setRows([]);
        void refetch();
      },
    },
  );
  return { rows, error: error ?? liveError, isWaiting: head === null };
}
