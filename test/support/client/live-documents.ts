import { graphql } from "../generated/index.js";

export const LOW_STOCK = graphql(`
  subscription LowStock($filter: StockFeedFilter) {
    lowStock(filter: $filter) {
      __typename
      ... on LowStockSnapshot {
        position
        more
        items {
          productVariantId
          status
          availableQuantity
          version
        }
      }
      ... on LowStockChange {
        position
        productVariantId
        status
        availableQuantity
        itemVersion
        item {
          productVariantId
          availableQuantity
          levels {
            quantity
          }
        }
      }
    }
  }
`);

export const RESERVATION_FEED = graphql(`
  subscription ReservationFeed($reservationId: ID, $orderId: ID, $after: Position) {
    reservationChanged(reservationId: $reservationId, orderId: $orderId, after: $after) {
      position
      eventId
      reservationId
      reservationIds
      orderId
      status
      reservation {
        id
        status
        version
      }
    }
  }
`);
