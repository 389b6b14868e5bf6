import type { FeedEvent } from "../../domain/events.js";
import { checkIds } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import type { StockFeedArgs } from "../inputs/stock-feed-args.js";
import { isLevelEvent, isStatusEvent, warehousesOf } from "../map/stock-change.js";
import { warehouseIdsWithin } from "../reach.js";
import { keepIf } from "./keep-if.js";

interface Subscribing {
  readonly args: StockFeedArgs;
  readonly context: GraphqlContext;
}
type Feed = Promise<AsyncIterableIterator<FeedEvent>>;

export async function subscribeToStatuses({ args, context }: Subscribing): Feed {
  const { variants, statuses, within } = await read(args.filter, context);
  const feed = await subscribe(
    args,
    context,
    (event) =>
      isStatusEvent(event) &&
      (variants?.has(event.data.productVariantId) ?? true) &&
      (statuses?.has(event.data.newStatus) ?? true),
  );
  if (within === null) return feed;
  // A status is the item's, over all warehouses: it concerns those that have a level of it.
  return keepIf(feed, async ({ aggregateId }) => {
    const levels = await context.loaders.levels(aggregateId);
    return levels.some(({ warehouseId }) => within.has(warehouseId));
  });
}

export async function subscribeToLevels({ args, context }: Subscribing): Feed {
  const { variants, statuses, within } = await read(args.filter, context);
  const feed = await subscribe(
    args,
    context,
    (event) =>
      isLevelEvent(event) &&
      (variants?.has(event.data.productVariantId) ?? true) &&
      (within === null || warehousesOf(event).some((id) => within.has(id))),
  );
  if (statuses === null) return feed;
  return keepIf(feed, async ({ aggregateId }) => {
    const item = await context.loaders.item(aggregateId);
    return item !== null && statuses.has(item.status);
  });
}

function subscribe(
  { after, conflate }: Subscribing["args"],
  { live }: GraphqlContext,
  match: (event: FeedEvent) => boolean,
): Feed {
  return live.subscribe({ after: after ?? null, conflate: conflate ?? false, match });
}

async function read(filter: StockFeedArgs["filter"], { principal, loaders }: GraphqlContext) {
  const { productVariantIds, warehouseIds, statuses } = filter ?? {};
  checkIds("filter.productVariantIds", productVariantIds);
  checkIds("filter.warehouseIds", warehouseIds);
  return {
    variants: productVariantIds ? new Set(productVariantIds) : null,
    statuses: statuses ? new Set(statuses) : null,
    within: await warehouseIdsWithin(principal, warehouseIds, loaders),
  };
}
