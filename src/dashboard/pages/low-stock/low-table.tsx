import { useState } from "react";
import { Button } from "../../ui/button.js";
import { Num } from "../../ui/number.js";
import { Table } from "../../ui/table.js";
import { COLUMNS } from "./columns.js";
import type { LowItem } from "./low-list.js";
import { byUrgency } from "./urgency.js";

interface LowTableProps {
  readonly items: readonly LowItem[];
  /** Not low any more, and shown for a moment still. */
  readonly leaving: readonly LowItem[];
  readonly flashes: ReadonlyMap<string, number>;
}

const AT_ONCE = 200;

/** The most urgent first, so what is not shown at once matters less. */
export function LowTable({ items, leaving, flashes }: LowTableProps) {
  const [most, setMost] = useState(AT_ONCE);
  const left = new Set(leaving.map(({ productVariantId }) => productVariantId));
  const rows = [...items, ...leaving].sort(byUrgency);
  return (
    <>
      <Table
        caption="What is low, the most urgent first"
        columns={COLUMNS}
        rows={rows.slice(0, most)}
        rowKey={({ productVariantId }) => productVariantId}
        flash={({ productVariantId }) => flashes.get(productVariantId)}
        leaving={({ productVariantId }) => left.has(productVariantId)}
      />
      {rows.length > most && (
        <p className="low-stock__more">
          <Num value={rows.length - most} /> less urgent ones are not shown.{" "}
          <Button onClick={() => setMost(most + AT_ONCE)}>Show more</Button>
        </p>
      )}
    </>
  );
}
