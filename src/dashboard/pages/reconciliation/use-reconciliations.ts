import { useQueryClient } from "@tanstack/react-query";
import { apiKey, useApiQuery } from "../../api/use-api-query.js";
import type { ReconciliationsQuery } from "../../generated/graphql.js";
import { usePageCursors } from "../../ui/use-page-cursors.js";
import { RECONCILIATIONS } from "./documents.js";

export type Reconciliation = ReconciliationsQuery["reconciliations"]["edges"][number]["node"];

const PAGE_SIZE = 10;
const EVERY_MS = 2_000;

/** One page of them, the newest first. */
export function useReconciliations() {
  const queries = useQueryClient();
  const cursors = usePageCursors("reconciliations");
  const variables = { first: PAGE_SIZE, after: cursors.after };
  const query = useApiQuery(RECONCILIATIONS, variables, { keepPrevious: true, refetchInterval: EVERY_MS });
  return {
    query,
    cursors,
    refresh: () => void queries.invalidateQueries({ queryKey: apiKey(RECONCILIATIONS) }),
  };
}
