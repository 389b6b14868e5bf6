import { Link } from "react-router";
import { Num } from "../../ui/number.js";
import { StatusBadge } from "../../ui/status-badge.js";
import { Table, type Column } from "../../ui/table.js";
import { Time } from "../../ui/time.js";
import type { CatalogueItem } from "./apply-change.js";

interface CatalogueTableProps {
  readonly items: readonly CatalogueItem[];
  readonly flashesOf: (productVariantId: string) => number | undefined;
  readonly busy: boolean;
}

const COLUMNS: readonly Column<CatalogueItem>[] = [
  {
    key: "item",
    header: "Variant",
    isRowHeader: true,
    cell: ({ productVariantId }) => (
      <Link to={`/items/${encodeURIComponent(productVariantId)}`}>{productVariantId}</Link>
    ),
  },
  { key: "sku", header: "SKU", cell: ({ sku }) => sku ?? <span className="muted">none</span> },
  { key: "status", header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    key: "available",
    header: "Available",
    numeric: true,
    cell: ({ availableQuantity }) => (
      <strong>
        <Num value={availableQuantity} />
      </strong>
    ),
  },
  { key: "held", header: "Held", numeric: true, cell: ({ reservedQuantity: held }) => <Num value={held} /> },
  { key: "onHand", header: "On hand", numeric: true, cell: ({ quantity }) => <Num value={quantity} /> },
  {
    key: "lowAt",
    header: "Low at",
    numeric: true,
    cell: ({ lowStockThreshold }) => <Num value={lowStockThreshold} />,
  },
  { key: "changed", header: "Changed", cell: ({ updatedAt }) => <Time value={updatedAt} /> },
];

export function CatalogueTable({ items, flashesOf, busy }: CatalogueTableProps) {
  return (
    <Table
      caption="Items"
      columns={COLUMNS}
      rows={items}
      rowKey={({ productVariantId }) => productVariantId}
      flash={({ productVariantId }) => flashesOf(productVariantId)}
      busy={busy}
    />
  );
}
