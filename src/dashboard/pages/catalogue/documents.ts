import { graphql } from "../../api/graphql.js";

/** A page, and the position after which its changes are followed. */
export const CATALOGUE = graphql(`
  query Catalogue($first: Int!, $after: String, $filter: InventoryFilter, $orderBy: InventoryOrder) {
    feedPosition
    inventory(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          productVariantId
          sku
          status
          quantity
          reservedQuantity
          availableQuantity
          lowStockThreshold
          version
          updatedAt
        }
      }
    }
  }
`);

/** Costs a statement of its own, so it is asked for when somebody wants it. */
export const CATALOGUE_COUNT = graphql(`
  query CatalogueCount($filter: InventoryFilter) {
    inventory(first: 1, filter: $filter) {
      totalCount
    }
  }
`);

export const WAREHOUSES = graphql(`
  query Warehouses {
    warehouses {
      id
      code
      name
    }
  }
`);

export const LEVEL_CHANGED = graphql(`
  subscription CatalogueLevels($filter: StockFeedFilter, $after: Position) {
    stockLevelChanged(filter: $filter, after: $after) {
      position
      productVariantId
      newQuantity
      availableQuantity
      itemVersion
      occurredAt
    }
  }
`);

export const STATUS_CHANGED = graphql(`
  subscription CatalogueStatuses($filter: StockFeedFilter, $after: Position) {
    stockStatusChanged(filter: $filter, after: $after) {
      position
      productVariantId
      newStatus
      currentQuantity
      availableQuantity
      itemVersion
      occurredAt
    }
  }
`);
