import { Button } from "../../ui/button.js";
import type { CatalogueItem } from "./apply-change.js";
import { idsIn } from "../../ui/ids-in.js";
import type { Search } from "./search.js";

interface LeftoversProps {
  readonly search: Search;
  readonly items: readonly CatalogueItem[];
  readonly onRefresh: () => void;
}

/** Where what is shown and what was searched for differ: ids that nothing has, rows that changed since. */
export function Leftovers({ search, items, onRefresh }: LeftoversProps) {
  const moved = search.status === "" ? 0 : items.filter(({ status }) => status !== search.status).length;
  const missing = search.by === "ids" ? idsIn(search.text).filter((id) => !has(items, id)) : [];
  const isNarrowed = search.status !== "" || search.warehouse !== "";
  return (
    <>
      {moved > 0 && (
        <p className="leftovers">
          {moved === 1 ? "1 row has" : `${moved} rows have`} another status by now.{" "}
          <Button kind="quiet" onClick={onRefresh}>
            Read again
          </Button>
        </p>
      )}
      {missing.length > 0 && (
        <p className="leftovers">
          {isNarrowed ? "Not there, or not like that: " : "Unknown: "}
          {missing.join(", ")}
        </p>
      )}
    </>
  );
}

function has(items: readonly CatalogueItem[], id: string): boolean {
  return items.some(({ productVariantId }) => productVariantId === id);
}
