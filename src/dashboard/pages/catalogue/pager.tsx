import { useState } from "react";
import { useApiQuery } from "../../api/use-api-query.js";
import type { CatalogueQuery, InventoryFilter } from "../../generated/graphql.js";
import { Button } from "../../ui/button.js";
import { Num } from "../../ui/number.js";
import type { PageCursors } from "../../ui/use-page-cursors.js";
import { CATALOGUE_COUNT } from "./documents.js";

interface PagerProps {
  readonly page: CatalogueQuery["inventory"];
  readonly cursors: PageCursors;
  readonly filter: InventoryFilter;
  readonly busy: boolean;
}

export function Pager({ page, cursors, filter, busy }: PagerProps) {
  const { hasNextPage, endCursor } = page.pageInfo;
  const canGoOn = hasNextPage && endCursor !== null && endCursor !== undefined;
  return (
    <nav className="pager" aria-label="Pages of the catalogue">
      <Button disabled={cursors.previous === null} pending={busy} onClick={() => cursors.previous?.()}>
        Previous
      </Button>
      <span>
        Page {cursors.number}
        {(canGoOn || cursors.number > 1) && <Count key={JSON.stringify(filter)} filter={filter} />}
      </span>
      <Button disabled={!canGoOn} pending={busy} onClick={() => canGoOn && cursors.next(endCursor)}>
        Next
      </Button>
    </nav>
  );
}

/** Counting costs a look at every item, so somebody has to want it. */
function Count({ filter }: { filter: InventoryFilter }) {
  const [wanted, setWanted] = useState(false);
  const { data, isFetching } = useApiQuery(CATALOGUE_COUNT, { filter }, { enabled: wanted });
  if (data) {
    return (
      <>
        {", "}
        <Num value={data.inventory.totalCount} /> items in all
      </>
    );
  }
  return (
    <Button kind="quiet" pending={isFetching} onClick={() => setWanted(true)}>
      Count all
    </Button>
  );
}
