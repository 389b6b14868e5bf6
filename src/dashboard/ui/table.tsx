import { Fragment, type ReactNode } from "react";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  readonly numeric?: boolean;
  /** The one that names the row. */
  readonly isRowHeader?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  /** Shown above the table; else it is only heard. */
  readonly showCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** A row flashes when this is another value than before; see useFlashes. */
  readonly flash?: (row: Row) => number | undefined;
  /** It does not belong here any more, and fades. */
  readonly leaving?: (row: Row) => boolean;
  /** Under the row and as wide as the table; null: nothing. */
  readonly detail?: (row: Row) => ReactNode;
  /** Data of other variables is on its way. */
  readonly busy?: boolean;
}

/**
 * A table with a head that stays; on a phone each row is a card that names its values. The roles are
 * written out, since a browser may forget them for what is laid out as a grid.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, showCaption = false, columns, rows, rowKey, flash, leaving, detail, busy = false } = props;
  return (
    <table className="table" role="table" aria-busy={busy || undefined}>
      <caption className={showCaption ? "table__caption" : "visually-hidden"}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ key, header, numeric }) => (
            <th key={key} scope="col" role="columnheader" className={numeric ? "table__number" : undefined}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => {
          const className = leaving?.(row) ? "leaving" : flashName(flash?.(row));
          const below = detail?.(row) ?? null;
          return (
            <Fragment key={rowKey(row)}>
              <tr role="row" className={className}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
              {below !== null && (
                <tr role="row">
                  <td role="cell" colSpan={columns.length} className="table__detail">
                    {below}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { header, cell, numeric, isRowHeader } = column;
  const props = { className: numeric ? "table__number" : undefined, "data-label": header };
  return isRowHeader ? (
    <th scope="row" role="rowheader" {...props}>
      {cell(row)}
    </th>
  ) : (
    <td role="cell" {...props}>
      {cell(row)}
    </td>
  );
}

/** Two names for one animation: another name begins it again, without a new row. */
function flashName(flashes: number | undefined): string | undefined {
  if (!flashes) return undefined;
  return flashes % 2 === 0 ? "flash-even" : "flash-odd";
}
