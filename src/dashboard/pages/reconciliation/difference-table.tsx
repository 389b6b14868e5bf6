import { Link } from "react-router";
import type { ReconciliationDifferencesQuery } from "../../generated/graphql.js";
import { Num } from "../../ui/number.js";
import { Badge } from "../../ui/status-badge.js";
import { Table, type Column } from "../../ui/table.js";
import { MEANINGS, OUTCOMES } from "./words.js";

type Edge = NonNullable<ReconciliationDifferencesQuery["reconciliation"]>["differences"]["edges"][number];
type Difference = Edge["node"];

interface DifferenceTableProps {
  readonly name: string;
  readonly edges: readonly Edge[];
  readonly busy: boolean;
}

/** What is not known of it is a dash. */
const figure = (value: number | null, sign = false) =>
  value === null ? <span className="muted">–</span> : <Num value={value} sign={sign} />;

/** By how much what is booked is off: more is there than is booked where it is positive. */
function driftOf({ figure, booked }: Pick<Difference, "figure" | "booked">): number | null {
  return figure == null || booked == null ? null : Number(figure) - booked;
}

const COLUMNS: readonly Column<Edge>[] = [
  { key: "item", header: "Item", isRowHeader: true, cell: ({ node }) => <Item {...node} /> },
  { key: "warehouse", header: "Warehouse", cell: ({ node }) => node.warehouse ?? "–" },
  {
    ...{ key: "figure", header: "Figure", numeric: true },
    cell: ({ node }) => figure(node.figure == null ? null : Number(node.figure)),
  },
  { key: "booked", header: "Booked", numeric: true, cell: ({ node }) => figure(node.booked ?? null) },
  { key: "drift", header: "Drift", numeric: true, cell: ({ node }) => figure(driftOf(node), true) },
  {
    ...{ key: "outcome", header: "Outcome" },
    cell: ({ node: { outcome } }) => <Badge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].label}</Badge>,
  },
  { key: "why", header: "Why", cell: ({ node }) => <Why {...node} /> },
];

export function DifferenceTable({ name, edges, busy }: DifferenceTableProps) {
  return (
    <Table
      caption={`Differences of the ${name}`}
      columns={COLUMNS}
      rows={edges}
      rowKey={({ cursor }) => cursor}
      busy={busy}
    />
  );
}

function Item({ productVariantId, sourceRow, code }: Difference) {
  if (productVariantId == null) return <>Row {sourceRow ?? "?"}</>;
  // What is not known, or no id, has no page.
  if (code === "NOT_FOUND" || code === "INVALID_INPUT") return <>{productVariantId}</>;
  return <Link to={`/items/${encodeURIComponent(productVariantId)}`}>{productVariantId}</Link>;
}

function Why({ code, message, outcome, sourceRow }: Difference) {
  return (
    <span className="reconciliation__why">
      {message ?? MEANINGS[outcome]}
      {code != null && (
        <>
          {" "}
          <code>{code}</code>
        </>
      )}
      {sourceRow != null && <span className="muted"> Row {sourceRow}.</span>}
    </span>
  );
}
