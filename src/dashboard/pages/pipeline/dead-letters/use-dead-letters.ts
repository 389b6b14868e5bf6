import { useQueryClient } from "@tanstack/react-query";
import { apiKey, useApiQuery } from "../../../api/use-api-query.js";
import type { PipelineDeadLettersQuery } from "../../../generated/graphql.js";
import { usePageCursors } from "../../../ui/use-page-cursors.js";
import type { Choice } from "./deciding.js";
import { DEAD_LETTERS } from "./documents.js";
import { without, type DeadLetter } from "./without.js";

const PAGE_SIZE = 20;
const EVERY_MS = 4_000;

/** One page of the letters that wait for a decision. */
export function useDeadLetters({ source, reason }: Choice) {
  const queries = useQueryClient();
  const cursors = usePageCursors(JSON.stringify([source, reason]));
  const variables = {
    source: source === "" ? null : source,
    reasonContains: reason === "" ? null : reason,
    first: PAGE_SIZE,
    after: cursors.after,
  };
  const query = useApiQuery(DEAD_LETTERS, variables, { keepPrevious: true, refetchInterval: EVERY_MS });
  const refresh = () => void queries.invalidateQueries({ queryKey: apiKey(DEAD_LETTERS) });
  return {
    query,
    cursors,
    refresh,
    /** At once; what is read again then says the same. */
    remove(letter: DeadLetter): void {
      queries.setQueryData<PipelineDeadLettersQuery>(
        apiKey(DEAD_LETTERS, variables),
        (page) => page && without(page, letter),
      );
      refresh();
    },
  };
}
