import { useQuery } from "@tanstack/react-query";
import { request, type ApiError } from "../../api/graphql.js";
import type { ItemFieldsFragment, ItemLedgerQueryVariables, LedgerFilter } from "../../generated/graphql.js";
import { ITEM_LEDGER } from "./documents.js";
import { historyOf, type History } from "./history.js";
import { entriesOf } from "./merge-head.js";
import { RANGES, type RangeName } from "./ranges.js";
import type { LedgerNode } from "./use-ledger.js";

const PAGE = 250;
const MOST_PAGES = 8;

export const historyKey = (productVariantId: string): readonly string[] => ["item-history", productVariantId];

interface LedgerPart {
  readonly history: History;
  /** There are older changes in the range, too many for a chart. */
  readonly isCut: boolean;
}

/** The changes of a range up to now, for a chart. */
export function useHistory({ productVariantId, levels }: ItemFieldsFragment, range: RangeName) {
  return useQuery<LedgerPart, ApiError>({
    queryKey: [...historyKey(productVariantId), range],
    async queryFn({ signal }) {
      const length = RANGES[range].ms;
      const filter: LedgerFilter = {
        productVariantId,
        ...(length !== null && { since: new Date(Date.now() - length).toISOString() }),
      };
      const newestFirst: LedgerNode[] = [];
      let after: string | null = null;
      for (let page = 0; page < MOST_PAGES; page++) {
        const variables: ItemLedgerQueryVariables = { filter, first: PAGE, after };
        const { nodes, next } = entriesOf((await request(ITEM_LEDGER, variables, signal)).ledger);
        newestFirst.push(...nodes);
        after = next;
        if (after === null) break;
      }
      // The levels are those from before the ledger was read: where it has no entry, nothing changed since.
      return { history: historyOf(newestFirst, levels), isCut: after !== null };
    },
  });
}
