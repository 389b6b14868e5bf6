import { badInput } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import type { LowStockArgs } from "../inputs/low-stock-args.js";
import { LOW_STATUSES, LowStockView } from "./low-stock-view.js";
import { Selection } from "./selection.js";
import { readStockFilter } from "./stock-feeds.js";

interface Subscribing {
  readonly args: LowStockArgs;
  readonly context: GraphqlContext;
}

export async function selectLowStock({ args: { filter }, context }: Subscribing): Promise<Selection> {
  filter?.statuses?.forEach((status, index) => {
    if (LOW_STATUSES.some((low) => low === status)) return;
    const field = `filter.statuses.${index}`;
    throw badInput(field, `${field} must be one of ${LOW_STATUSES.join(", ")}.`);
  });
  const { variants, statuses, reach } = await readStockFilter(filter, context);
  const { reader, loaders } = context;
  const options = { reader, loaders, variants, statuses: statuses ?? new Set(LOW_STATUSES), reach };
  return new Selection({ kind: "view", view: () => new LowStockView(options) });
}
