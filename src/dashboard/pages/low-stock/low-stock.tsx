import { EmptyNote, ErrorNote } from "../../ui/notes.js";
import { Skeleton } from "../../ui/skeleton.js";
import { statusLabel } from "../../ui/status-badge.js";
import type { Choice } from "./choice.js";
import { Counts } from "./counts.js";
import { Late } from "./late.js";
import { LowTable } from "./low-table.js";
import type { Shown } from "./shown.js";
import { useLowStock } from "./use-low-stock.js";

/** The list, from its first snapshot on as it is at each moment. */
export function LowStock({ choice: { warehouse, status } }: { choice: Choice }) {
  const { shown, error } = useLowStock(warehouse);
  const { items } = shown.list;
  const chosen = (item: { status: string }) => status === "" || item.status === status;
  const rows = [...(items?.values() ?? [])].filter(chosen);
  const leaving = [...shown.leaving.values()].map(({ item }) => item).filter(chosen);
  return (
    <>
      {error && <ErrorNote error={error} />}
      <span className="visually-hidden" role="status">
        {wordsOf(shown.latest)}
      </span>
      {items && <Counts items={[...items.values()]} />}
      <div className="panel low-stock__list">
        {!items && !error && <Skeleton label="Loading what is low" lines={6} />}
        {!items && !error && <Late />}
        {items && rows.length + leaving.length === 0 && <Nothing status={status} total={items.size} />}
        {items && rows.length + leaving.length > 0 && (
          <LowTable items={rows} leaving={leaving} flashes={shown.flashes} />
        )}
      </div>
    </>
  );
}

function Nothing({ status, total }: { status: Choice["status"]; total: number }) {
  if (total === 0 || status === "") {
    return (
      <EmptyNote title="Nothing is low">
        What comes to its threshold, or runs out, appears here at once.
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title={`Nothing is ${statusLabel(status).toLowerCase()}`}>
      Others are; see the counts.
    </EmptyNote>
  );
}

function wordsOf(latest: Shown["latest"]): string {
  if (!latest) return "";
  const { id, item } = latest;
  if (!item) return `${id} is not low any more`;
  return `${id} is ${statusLabel(item.status).toLowerCase()}: ${item.availableQuantity} available`;
}
