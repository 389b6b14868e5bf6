import { graphql } from "../../api/graphql.js";

graphql(`
  fragment ItemFields on InventoryItem {
    id
    productVariantId
    sku
    status
    quantity
    reservedQuantity
    availableQuantity
    inTransitQuantity
    lowStockThreshold
    backorderPolicy
    backorderLimit
    version
    createdAt
    updatedAt
    levels {
      quantity
      reservedQuantity
      availableQuantity
      warehouse {
        id
        code
        name
        active
      }
      bins {
        id
        code
      }
    }
  }
`);

/** The item, and the position after which its changes are followed. */
export const ITEM = graphql(`
  query Item($productVariantId: ID!) {
    feedPosition
    inventoryItem(productVariantId: $productVariantId) {
      ...ItemFields
    }
  }
`);

export const ITEM_LEVEL_CHANGED = graphql(`
  subscription ItemLevels($filter: StockFeedFilter, $after: Position) {
    stockLevelChanged(filter: $filter, after: $after) {
      position
      occurredAt
      itemVersion
      newQuantity
      availableQuantity
      item {
        ...ItemFields
      }
    }
  }
`);

export const ITEM_STATUS_CHANGED = graphql(`
  subscription ItemStatuses($filter: StockFeedFilter, $after: Position) {
    stockStatusChanged(filter: $filter, after: $after) {
      position
      newStatus
      item {
        ...ItemFields
      }
    }
  }
`);

/** Where stock can be: more than where the item has some. */
export const PLACES = graphql(`
  query ItemPlaces {
    warehouses {
      id
      code
      name
      active
    }
  }
`);

export const ITEM_RESERVATIONS = graphql(`
  query ItemReservations($filter: ReservationFilter!, $first: Int!, $after: String) {
    feedPosition
    reservations(filter: $filter, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          orderId
          userId
          status
          expiresAt
          createdAt
          version
          lines {
            quantity
            fulfilledQuantity
            releasedQuantity
            warehouse {
              code
            }
            item {
              productVariantId
            }
          }
        }
      }
    }
  }
`);

/** Of all orders: which of them hold the item is seen by their lines alone. */
export const RESERVATION_CHANGED = graphql(`
  subscription ItemReservationChanges($after: Position) {
    reservationChanged(after: $after) {
      position
      reservationIds
      reservation {
        lines {
          item {
            productVariantId
          }
        }
      }
    }
  }
`);

/** Of the ledger itself, which knows the entries of a deleted item, too. */
export const ITEM_LEDGER = graphql(`
  query ItemLedger($filter: LedgerFilter!, $first: Int!, $after: String) {
    ledger(filter: $filter, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          id
          kind
          occurredAt
          itemVersion
          quantityDelta
          quantityAfter
          reservedDelta
          reservedAfter
          actor
          reason
          reference
          warehouse {
            id
            code
          }
        }
      }
    }
  }
`);
