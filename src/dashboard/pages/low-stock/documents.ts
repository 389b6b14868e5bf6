import { graphql } from "../../api/graphql.js";

export const LOW_STOCK = graphql(`
  subscription LowStock($filter: StockFeedFilter) {
    lowStock(filter: $filter) {
      __typename
      ... on LowStockSnapshot {
        position
        more
        items {
          id
          productVariantId
          sku
          status
          quantity
          reservedQuantity
          availableQuantity
          lowStockThreshold
          version
        }
      }
      ... on LowStockChange {
        position
        productVariantId
        status
        itemVersion
        item {
          id
          productVariantId
          sku
          status
          quantity
          reservedQuantity
          availableQuantity
          lowStockThreshold
          version
        }
      }
    }
  }
`);
