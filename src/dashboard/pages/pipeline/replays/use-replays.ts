import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKey, useApiQuery } from "../../../api/use-api-query.js";
import type { PipelineReplaysQuery } from "../../../generated/graphql.js";
import { usePageCursors } from "../../../ui/use-page-cursors.js";
import { REPLAYS } from "./documents.js";
import { addSents, type Sents } from "./pace.js";

export type Replay = PipelineReplaysQuery["replays"]["edges"][number]["node"];

const PAGE_SIZE = 5;
const EVERY_MS = 2_000;

/** One page of the replays, the newest first, and how fast each has got on since the page was opened. */
export function useReplays() {
  const queries = useQueryClient();
  const cursors = usePageCursors("replays");
  const variables = { first: PAGE_SIZE, after: cursors.after };
  const query = useApiQuery(REPLAYS, variables, { keepPrevious: true, refetchInterval: EVERY_MS });
  const { data, dataUpdatedAt, isPlaceholderData } = query;
  const [sents, setSents] = useState<{ readonly at: number; readonly of: Sents }>({ at: 0, of: new Map() });
  if (data && !isPlaceholderData && sents.at !== dataUpdatedAt) {
    const now = data.replays.edges.map(({ node: { id, sent } }) => ({ id, sent }));
    setSents({ at: dataUpdatedAt, of: addSents(sents.of, now, dataUpdatedAt) });
  }
  return {
    query,
    cursors,
    samples: sents.of,
    refresh: () => void queries.invalidateQueries({ queryKey: apiKey(REPLAYS) }),
  };
}
