import { useEffect, useState } from "react";
import { useSubscription } from "../../api/live.js";
import { useBatches } from "../../ui/use-batches.js";
import { LOW_STOCK } from "./documents.js";
import type { LowStockUpdate } from "./low-list.js";
import { advance, forget, NOTHING_SHOWN, oldestOf } from "./shown.js";

/** As long as the row's animation in low-stock.css. */
const LEAVING_MS = 1_400;

/** What is low in a warehouse, "" for all, as it is at each moment. */
export function useLowStock(warehouse: string) {
  const [shown, setShown] = useState(NOTHING_SHOWN);
  const add = useBatches<LowStockUpdate>((updates) => {
    setShown((before) => advance(before, updates, Date.now()));
  });
  const filter = warehouse === "" ? null : { warehouseIds: [warehouse] };
  const error = useSubscription(LOW_STOCK, { filter }, { onNext: ({ lowStock }) => add(lowStock) });
  // Not by each change of the list: where it changes all the time, none would ever be gone.
  const oldest = oldestOf(shown);
  useEffect(() => {
    if (oldest === null) return;
    const timer = setTimeout(
      () => setShown((before) => forget(before, Date.now() - LEAVING_MS)),
      // A little later, so that it is over by then: timers and clocks are not of one mind.
      Math.max(0, oldest + LEAVING_MS - Date.now()) + 20,
    );
    return () => clearTimeout(timer);
  }, [oldest]);
  return { shown, error };
}
