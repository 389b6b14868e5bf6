import { useState } from "react";
import type { ItemFieldsFragment } from "../../generated/graphql.js";
import { Num } from "../../ui/number.js";
import { Table, type Column } from "../../ui/table.js";
import { Time } from "../../ui/time.js";
import type { History, StockPoint } from "./history.js";
import { RANGES, type RangeName } from "./ranges.js";
import { summaryOf } from "./steps.js";

interface ChartWordsProps {
  readonly history: History;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly item: ItemFieldsFragment;
  readonly range: RangeName;
  /** Older changes of the range were not read. */
  readonly isCut: boolean;
}

const MOST_ROWS = 50;

const COLUMNS: readonly Column<StockPoint>[] = [
  {
    key: "when",
    header: "When",
    isRowHeader: true,
    cell: ({ at }) => <Time value={new Date(at).toISOString()} />,
  },
  { key: "onHand", header: "On hand", numeric: true, cell: ({ onHand }) => <Num value={onHand} /> },
  {
    key: "available",
    header: "Available",
    numeric: true,
    cell: ({ available }) => <Num value={available} />,
  },
];

/** What the chart shows, in words and as a table. */
export function ChartWords({ history, from, item, range, isCut }: ChartWordsProps) {
  const [open, setOpen] = useState(false);
  const { changes, first, lowest } = summaryOf(history, from);
  const newestFirst = history.points.filter(({ at }) => at >= from).toReversed();
  return (
    <>
      <p className="item-words">
        {isCut ? "The newest part of " : "In "}
        {RANGES[range].words}:{" "}
        {changes === 0 ? (
          "no change."
        ) : (
          <>
            {changes === 1 ? (
              "1 change"
            ) : (
              <>
                <Num value={changes} /> changes
              </>
            )}
            ; available went from <Num value={first.available} /> to <Num value={item.availableQuantity} />
            {lowest !== null && (
              <>
                , at its lowest <Num value={lowest} />
              </>
            )}
            ; on hand from <Num value={first.onHand} /> to <Num value={item.quantity} />.
          </>
        )}
        {isCut && " Older changes are too many for a chart; the ledger has them."}
      </p>
      {newestFirst.length > 0 && (
        <details className="item-details" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>The same as a table</summary>
          {open && (
            <Table
              caption={`Stock after each change, newest first${newestFirst.length > MOST_ROWS ? `, the last ${MOST_ROWS}` : ""}`}
              columns={COLUMNS}
              rows={newestFirst.slice(0, MOST_ROWS)}
              rowKey={({ version }) => String(version)}
            />
          )}
        </details>
      )}
    </>
  );
}
