import { useQueryClient } from "@tanstack/react-query";
import { apiKey, useApiQuery } from "../../../api/use-api-query.js";
import type { PipelineFailedEventsQuery } from "../../../generated/graphql.js";
import { usePageCursors } from "../../../ui/use-page-cursors.js";
import { PUBLISHER } from "../status/documents.js";
import { FAILED_EVENTS } from "./documents.js";
import { without, type FailedEvent } from "./without.js";

const PAGE_SIZE = 20;
const EVERY_MS = 4_000;

/** One page of the parked events of a sink, "" for all sinks. */
export function useFailedEvents(sink: string) {
  const queries = useQueryClient();
  const cursors = usePageCursors(sink);
  const variables = { sink: sink === "" ? null : sink, first: PAGE_SIZE, after: cursors.after };
  const query = useApiQuery(FAILED_EVENTS, variables, { keepPrevious: true, refetchInterval: EVERY_MS });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: apiKey(FAILED_EVENTS) });
    void queries.invalidateQueries({ queryKey: apiKey(PUBLISHER) });
  };
  return {
    query,
    cursors,
    refresh,
    /** At once; what is read again then says the same. */
    remove(settled: FailedEvent): void {
      queries.setQueryData<PipelineFailedEventsQuery>(
        apiKey(FAILED_EVENTS, variables),
        (page) => page && without(page, settled),
      );
      refresh();
    },
  };
}
