import type { ReactNode } from "react";
import { Num } from "../../ui/number.js";
import { Table, type Column } from "../../ui/table.js";
import { Time } from "../../ui/time.js";
import { kindLabel } from "./ledger-kinds.js";
import type { LedgerNode } from "./use-ledger.js";

interface LedgerTableProps {
  readonly entries: readonly LedgerNode[];
  readonly flashesOf: (id: string) => number | undefined;
}

const COLUMNS: readonly Column<LedgerNode>[] = [
  { key: "kind", header: "Kind", isRowHeader: true, cell: ({ kind }) => kindLabel(kind) },
  { key: "when", header: "When", cell: ({ occurredAt }) => <Time value={occurredAt} /> },
  { key: "warehouse", header: "Warehouse", cell: ({ warehouse }) => warehouse.code },
  {
    key: "onHand",
    header: "On hand",
    numeric: true,
    cell: ({ quantityDelta, quantityAfter }) => changeOf(quantityDelta, quantityAfter),
  },
  {
    key: "held",
    header: "Held",
    numeric: true,
    cell: ({ reservedDelta, reservedAfter }) => changeOf(reservedDelta, reservedAfter),
  },
  { key: "who", header: "Who", cell: ({ actor }) => <span className="item-word">{actor}</span> },
  {
    key: "reference",
    header: "Reference",
    cell: ({ reference }) => reference && <span className="item-word">{reference}</span>,
  },
  { key: "reason", header: "Reason", cell: ({ reason }) => reason },
];

/** By how much, and what it was then. */
function changeOf(delta: number, after: number): ReactNode {
  return (
    <span className="item-change">
      {delta !== 0 && (
        <span className={delta > 0 ? "item-change__up" : "item-change__down"}>
          <Num value={delta} sign />
        </span>
      )}{" "}
      <span className="visually-hidden">{delta === 0 ? "unchanged, " : "to "}</span>
      <Num value={after} />
    </span>
  );
}

export function LedgerTable({ entries, flashesOf }: LedgerTableProps) {
  return (
    <div className="item-table">
      <Table
        caption="Ledger, newest first: what changed in a warehouse, and its balance after it"
        columns={COLUMNS}
        rows={entries}
        rowKey={({ id }) => id}
        flash={({ id }) => flashesOf(id)}
      />
    </div>
  );
}
