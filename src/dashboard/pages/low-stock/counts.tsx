import { Num } from "../../ui/number.js";
import { StatusBadge } from "../../ui/status-badge.js";
import type { LowItem } from "./low-list.js";

/** Of the whole list, whatever of it is looked at. */
export function Counts({ items }: { items: readonly LowItem[] }) {
  return (
    <dl className="low-stock__counts">
      {(["OUT_OF_STOCK", "LOW_STOCK"] as const).map((status) => (
        <div key={status}>
          <dt>
            <StatusBadge status={status} />
          </dt>
          <dd>
            <Num value={items.filter((item) => item.status === status).length} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
