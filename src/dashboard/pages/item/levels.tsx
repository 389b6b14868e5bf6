import type { ItemFieldsFragment } from "../../generated/graphql.js";
import { EmptyNote } from "../../ui/notes.js";
import { Num } from "../../ui/number.js";
import { Panel } from "../../ui/page.js";
import { Table, type Column } from "../../ui/table.js";
import { useFlashOnChange } from "./use-flash-on-change.js";

type Level = ItemFieldsFragment["levels"][number];

const COLUMNS: readonly Column<Level>[] = [
  {
    key: "warehouse",
    header: "Warehouse",
    isRowHeader: true,
    cell: ({ warehouse: { code, name, active } }) => (
      <>
        <strong>{code}</strong> {name !== code && <span className="muted">{name}</span>}
        {!active && <span className="muted"> (inactive)</span>}
      </>
    ),
  },
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
    key: "held",
    header: "Held",
    numeric: true,
    cell: ({ reservedQuantity }) => <Num value={reservedQuantity} />,
  },
  { key: "onHand", header: "On hand", numeric: true, cell: ({ quantity }) => <Num value={quantity} /> },
  {
    key: "bins",
    header: "Bins",
    cell: ({ bins }) =>
      bins.map(({ id, code }) => (
        <span key={id} className="item-bin">
          {code}
        </span>
      )),
  },
];

export function Levels({ levels }: { levels: readonly Level[] }) {
  const flash = useFlashOnChange(
    levels,
    ({ warehouse }) => warehouse.id,
    ({ quantity, reservedQuantity }) => `${quantity} ${reservedQuantity}`,
  );
  return (
    <Panel title="By warehouse">
      {levels.length > 0 ? (
        <div className="item-table">
          <Table
            caption="Levels by warehouse"
            columns={COLUMNS}
            rows={levels}
            rowKey={({ warehouse }) => warehouse.id}
            flash={flash}
          />
        </div>
      ) : (
        <EmptyNote title="In no warehouse yet">It appears here with its first purchase.</EmptyNote>
      )}
    </Panel>
  );
}
