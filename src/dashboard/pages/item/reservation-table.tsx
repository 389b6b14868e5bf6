import { Button } from "../../ui/button.js";
import { Num } from "../../ui/number.js";
import { Badge } from "../../ui/status-badge.js";
import { Table, type Column } from "../../ui/table.js";
import { Time } from "../../ui/time.js";
import { heldBy } from "./held.js";
import { isOpen, STATUSES } from "./reservation-statuses.js";
import { useFlashOnChange } from "./use-flash-on-change.js";
import type { ReservationNode } from "./use-reservations.js";

interface ReservationTableProps {
  readonly reservations: readonly ReservationNode[];
  /** The item of the page; orders may hold others, too. */
  readonly productVariantId: string;
  readonly onRelease: (reservation: ReservationNode) => void;
}

export function ReservationTable({ reservations, productVariantId, onRelease }: ReservationTableProps) {
  const flash = useFlashOnChange(
    reservations,
    ({ id }) => id,
    ({ status, version }) => `${status} ${version}`,
  );
  return (
    <div className="item-table">
      <Table
        caption="Reservations that hold or held the item"
        columns={columnsFor(productVariantId, onRelease)}
        rows={reservations}
        rowKey={({ id }) => id}
        flash={flash}
      />
    </div>
  );
}

function columnsFor(
  productVariantId: string,
  onRelease: ReservationTableProps["onRelease"],
): readonly Column<ReservationNode>[] {
  const ofItem = ({ lines }: ReservationNode) =>
    lines.filter(({ item }) => item.productVariantId === productVariantId);
  return [
    {
      key: "order",
      header: "Order",
      isRowHeader: true,
      cell: ({ orderId }) => <span className="item-word">{orderId}</span>,
    },
    {
      key: "status",
      header: "Status",
      cell: ({ status }) => <Badge tone={STATUSES[status].tone}>{STATUSES[status].label}</Badge>,
    },
    {
      key: "holds",
      header: "Holds now",
      numeric: true,
      cell: (reservation) => (
        <strong>
          <Num
            value={isOpen(reservation.status) ? sum(heldBy(ofItem(reservation)).map((h) => h.units)) : 0}
          />
        </strong>
      ),
    },
    {
      key: "held",
      header: "At first",
      numeric: true,
      cell: (reservation) => <Num value={sum(ofItem(reservation).map(({ quantity }) => quantity))} />,
    },
    {
      key: "from",
      header: "From",
      cell: (reservation) =>
        [...new Set(ofItem(reservation).map(({ warehouse }) => warehouse.code))].join(", "),
    },
    {
      key: "expires",
      header: "Expires",
      cell: ({ status, expiresAt }) => <Expiry isOver={!isOpen(status)} at={expiresAt} />,
    },
    { key: "made", header: "Made", cell: ({ createdAt }) => <Time value={createdAt} /> },
    {
      key: "do",
      header: "Actions",
      cell: (reservation) =>
        isOpen(reservation.status) && (
          <Button aria-label={`Release ${reservation.orderId}`} onClick={() => onRelease(reservation)}>
            Release
          </Button>
        ),
    },
  ];
}

function Expiry({ isOver, at }: { isOver: boolean; at: string | null }) {
  if (isOver) return <span className="muted">over</span>;
  return at === null ? <>never</> : <Time value={at} />;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
