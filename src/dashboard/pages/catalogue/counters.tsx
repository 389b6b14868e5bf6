import type { ReactNode } from "react";
import type { StockStatus } from "../../generated/graphql.js";
import { Num } from "../../ui/number.js";
import { StatusBadge } from "../../ui/status-badge.js";
import type { CatalogueItem } from "./apply-change.js";

interface CountersProps {
  readonly items: readonly CatalogueItem[];
  readonly events: number;
}

const SHOWN: readonly StockStatus[] = ["IN_STOCK", "LOW_STOCK", "OUT_OF_STOCK"];

/** Of the items on this page, as they are now. */
export function Counters({ items, events }: CountersProps) {
  return (
    <dl className="counters">
      {SHOWN.map((status) => (
        <Counter key={status} name={<StatusBadge status={status} />}>
          {items.filter((item) => item.status === status).length}
        </Counter>
      ))}
      <Counter name="Units available">{sum(items.map((item) => item.availableQuantity))}</Counter>
      <Counter name="Changes seen">{events}</Counter>
    </dl>
  );
}

function Counter({ name, children }: { name: ReactNode; children: number }) {
  return (
    <div className="counters__one">
      <dt>{name}</dt>
      <dd>
        <Num value={children} />
      </dd>
    </div>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
