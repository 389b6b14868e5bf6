import type { FeedEvent } from "../../domain/events.js";
import type { StockStatus } from "../../domain/model.js";
import { checkIds } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import type { StockFeedArgs } from "../inputs/stock-feed-args.js";
import type { StockFeedFilter } from "../inputs/stock-feed-filter.js";
import { isLevelEvent, isStatusEvent, LEVEL_EVENTS, warehousesOf } from "../map/stock-change.js";
import { reachOf, type Reach } from "../reach.js";
import { ofStatus, ofType, ofVariant, ofWarehouse } from "./index-keys.js";
import { Selection } from "./selection.js";

interface Subscribing {
  readonly args: StockFeedArgs;
  readonly context: GraphqlContext;
}

export async function selectStatuses({ args, context }: Subscribing): Promise<Selection> {
  const { variants, statuses, reach } = await readStockFilter(args.filter, context);
  // A status is the item's, over all warehouses: it concerns those that have a level of it.
  const isWithin = async (id: string, within: NonNullable<Reach["ids"]>) =>
    (await context.loaders.levels(id)).some(({ warehouseId }) => within.has(warehouseId));
  const byStatus = statuses ? [...statuses].map(ofStatus) : [ofType("StockStatusChangedEvent")];
  return select(args, {
    reach,
    keys: () => (variants ? [...variants].map(ofVariant) : byStatus),
    match: (event) =>
      isStatusEvent(event) &&
      (variants?.has(event.data.productVariantId) ?? true) &&
      (statuses?.has(event.data.newStatus) ?? true) &&
      (reach.ids === null || isWithin(event.aggregateId, reach.ids)),
  });
}

export async function selectLevels({ args, context }: Subscribing): Promise<Selection> {
  const { variants, statuses, reach } = await readStockFilter(args.filter, context);
  const hasStatus = async (id: string, wanted: ReadonlySet<StockStatus>) => {
    const item = await context.loaders.item(id);
    return item !== null && wanted.has(item.status);
  };
  const ofAll = LEVEL_EVENTS.map(ofType);
  return select(args, {
    reach,
    keys: () =>
      variants ? [...variants].map(ofVariant) : reach.ids ? [...reach.ids].map(ofWarehouse) : ofAll,
    match: (event) =>
      isLevelEvent(event) &&
      (variants?.has(event.data.productVariantId) ?? true) &&
      isOneOf(reach, warehousesOf(event)) &&
      (statuses === null || hasStatus(event.aggregateId, statuses)),
  });
}

interface Selecting {
  readonly reach: Reach;
  readonly keys: () => readonly string[];
  readonly match: (event: FeedEvent) => boolean | Promise<boolean>;
}

function select({ after, conflate }: StockFeedArgs, { reach, keys, match }: Selecting): Selection {
  const { learn } = reach;
  return new Selection({
    kind: "events",
    ...{ after: after ?? null, conflate: conflate ?? false, keys, match, learn },
  });
}

function isOneOf({ ids }: Reach, warehouses: readonly string[]): boolean {
  return ids === null || warehouses.some((id) => ids.has(id));
}

/** @throws Failure LIMIT_EXCEEDED, or an input error that names the field. */
export async function readStockFilter(
  filter: StockFeedFilter | null | undefined,
  { principal, loaders }: GraphqlContext,
) {
  const { productVariantIds, warehouseIds, statuses } = filter ?? {};
  checkIds("filter.productVariantIds", productVariantIds);
  checkIds("filter.warehouseIds", warehouseIds);
  return {
    variants: productVariantIds ? new Set(productVariantIds) : null,
    statuses: statuses ? new Set(statuses) : null,
    reach: await reachOf(principal, warehouseIds, loaders),
  };
}
