import { useSearchParams } from "react-router";
import { EmptyNote, ErrorNote } from "../../ui/notes.js";
import { Page } from "../../ui/page.js";
import { Skeleton } from "../../ui/skeleton.js";
import { usePageCursors } from "../../ui/use-page-cursors.js";
import { CatalogueTable } from "./catalogue-table.js";
import { Counters } from "./counters.js";
import { Leftovers } from "./leftovers.js";
import { Pager } from "./pager.js";
import { SearchForm } from "./search-form.js";
import { faultOf, readSearch, toFilter, writeSearch } from "./search.js";
import { useCatalogue } from "./use-catalogue.js";
import "./catalogue.css";

const PAGE_SIZE = 50;

export function CataloguePage() {
  const [params, setParams] = useSearchParams();
  const search = readSearch(params);
  const filter = toFilter(search);
  const cursors = usePageCursors(params.toString());
  const variables = { first: PAGE_SIZE, after: cursors.after, filter, orderBy: search.order };
  const { query, flashes, events, latest, liveError } = useCatalogue(variables, faultOf(search) === null);
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const again = () => void refetch();
  const items = data?.inventory.edges.map(({ node }) => node) ?? [];
  return (
    <Page title="Catalogue">
      <SearchForm
        search={search}
        onChange={(changed) => setParams(writeSearch(changed), { replace: true })}
      />
      {data && <Counters items={items} events={events} />}
      <span className="visually-hidden" role="status">
        {latest}
      </span>
      {error && <ErrorNote error={error} onRetry={again} />}
      {liveError && <ErrorNote error={liveError} />}
      {!data && !error && (
        <div className="panel">
          <Skeleton label="Loading the catalogue" lines={8} />
        </div>
      )}
      {data && (
        <div className="panel catalogue__list">
          {items.length > 0 ? (
            <CatalogueTable items={items} flashesOf={flashes.of} busy={isPlaceholderData} />
          ) : (
            <EmptyNote title="No item is like that">Search for something else, or in any status.</EmptyNote>
          )}
          {!isPlaceholderData && <Leftovers search={search} items={items} onRefresh={again} />}
          <Pager page={data.inventory} cursors={cursors} filter={filter} busy={isFetching} />
        </div>
      )}
    </Page>
  );
}
