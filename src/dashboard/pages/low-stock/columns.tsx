import { Link } from "react-router";
import { Num } from "../../ui/number.js";
import { StatusBadge } from "../../ui/status-badge.js";
import type { Column } from "../../ui/table.js";
import type { LowItem } from "./low-list.js";
import { shortBy } from "./urgency.js";

export const COLUMNS: readonly Column<LowItem>[] = [
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
  {
    key: "lowAt",
    header: "Low at",
    numeric: true,
    cell: ({ lowStockThreshold }) => <Num value={lowStockThreshold} />,
  },
  { key: "short", header: "Short by", numeric: true, cell: (item) => <Num value={shortBy(item)} /> },
  {
    key: "held",
    header: "Held",
    numeric: true,
    cell: ({ reservedQuantity }) => <Num value={reservedQuantity} />,
  },
  { key: "onHand", header: "On hand", numeric: true, cell: ({ quantity }) => <Num value={quantity} /> },
];
