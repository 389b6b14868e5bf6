import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, request } from "../../api/graphql.js";
import { apiKey } from "../../api/use-api-query.js";
import type { ItemLedgerQuery, LedgerFilter } from "../../generated/graphql.js";
import { useFlashes } from "../../ui/use-flashes.js";
import { ITEM_LEDGER } from "./documents.js";
import { entriesOf, mergeHead, withOlder, type Entries } from "./merge-head.js";
import { useRefresh } from "./use-refresh.js";

export type LedgerNode = ItemLedgerQuery["ledger"]["edges"][number]["node"];

const PAGE = 20;

/** The newest entries, older ones as they are asked for, and new ones whenever `version` rises. */
export function useLedger(filter: LedgerFilter, version: number) {
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [older, setOlder] = useState<{ pending: boolean; error: ApiError | null }>(IDLE);
  const key = [...apiKey(ITEM_LEDGER, { filter, first: PAGE }), "list"];
  const page = async (after: string | null, signal?: AbortSignal) =>
    entriesOf((await request(ITEM_LEDGER, { filter, first: PAGE, after }, signal)).ledger);

  const query = useQuery<Entries<LedgerNode>, ApiError>({
    queryKey: key,
    async queryFn({ signal }) {
      const head = await page(null, signal);
      const known = queries.getQueryData<Entries<LedgerNode>>(key);
      if (!known) return head;
      const { list, fresh } = mergeHead(known, head);
      flashes.flash(fresh.map(({ id }) => id));
      return list;
    },
  });
  useRefresh(version, () => query.refetch());

  async function more(): Promise<void> {
    const after = query.data?.next;
    if (after === undefined || after === null) return;
    setOlder({ pending: true, error: null });
    try {
      const next = await page(after);
      // A list that began anew meanwhile ends somewhere else.
      queries.setQueryData<Entries<LedgerNode>>(key, (list) =>
        list?.next === after ? withOlder(list, next) : list,
      );
      setOlder(IDLE);
    } catch (error) {
      setOlder({ pending: false, error: error instanceof ApiError ? error : null });
    }
  }
  return { query, flashesOf: flashes.of, more: () => void more(), older };
}

const IDLE = { pending: false, error: null };
