import type { CatalogueQuery, StockStatus } from "../../generated/graphql.js";

export type CatalogueItem = CatalogueQuery["inventory"]["edges"][number]["node"] & {
  /** The version that its status is of, where that is not the item's. */
  readonly statusVersion?: number;
};

/** What a change of level or of status says of an item; of a level it says nothing of the status. */
export interface Change {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly availableQuantity: number;
  readonly status?: StockStatus;
  readonly itemVersion: number;
  readonly occurredAt: string;
}

/** The page with one item changed; the same page if it knew better, or has no such item. */
export function applyChange(page: CatalogueQuery, change: Change): CatalogueQuery {
  const { edges } = page.inventory;
  const index = edges.findIndex(({ node }) => node.productVariantId === change.productVariantId);
  const edge = edges[index];
  if (!edge) return page;
  const node = withLevel(withStatus(edge.node, change), change);
  if (node === edge.node) return page;
  return { ...page, inventory: { ...page.inventory, edges: edges.with(index, { ...edge, node }) } };
}

// Levels and statuses come by two subscriptions, of which either may be ahead of the other: each is
// compared with what is known of its own.
function withStatus(item: CatalogueItem, { status, itemVersion }: Change): CatalogueItem {
  const statusVersion = item.statusVersion ?? item.version;
  if (status !== undefined && itemVersion >= statusVersion)
    return { ...item, status, statusVersion: itemVersion };
  return item.statusVersion === undefined && itemVersion > item.version ? { ...item, statusVersion } : item;
}

function withLevel(item: CatalogueItem, change: Change): CatalogueItem {
  // A level and a status that change together are two changes of one version.
  if (change.itemVersion < item.version) return item;
  return {
    ...item,
    quantity: change.quantity,
    availableQuantity: change.availableQuantity,
    reservedQuantity: change.quantity - change.availableQuantity,
    version: change.itemVersion,
    updatedAt: change.occurredAt,
  };
}
