import type { ItemFieldsFragment, ItemQuery } from "../../generated/graphql.js";

/** The page with the item as it became; the same page if it knew better. */
export function applyItem(page: ItemQuery, item: ItemFieldsFragment): ItemQuery {
  // Of one version there are several states: a hold that expires is available before that is booked.
  if (page.inventoryItem && item.version < page.inventoryItem.version) return page;
  return { ...page, inventoryItem: item };
}
