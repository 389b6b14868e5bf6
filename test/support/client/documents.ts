import { graphql } from "../generated/index.js";

export const CREATE_ITEM = graphql(`
  mutation CreateItem($input: CreateInventoryItemInput!) {
    createInventoryItem(input: $input) {
      item {
        id
        productVariantId
        sku
        status
        quantity
        lowStockThreshold
        backorderPolicy
        backorderLimit
        version
        createdAt
      }
      userErrors {
        __typename
        code
        field
        message
      }
    }
  }
`);

export const CREATE_WAREHOUSE = graphql(`
  mutation CreateWarehouse($input: CreateWarehouseInput!) {
    createWarehouse(input: $input) {
      warehouse {
        id
        code
        name
        priority
        active
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const ADJUST = graphql(`
  mutation Adjust($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      item {
        productVariantId
        status
        quantity
        availableQuantity
        version
      }
      entries {
        kind
        quantityDelta
        quantityAfter
        actor
        correlationId
        itemVersion
        warehouse {
          code
        }
      }
      userErrors {
        __typename
        code
        field
        ... on InsufficientStockError {
          requested
          available
        }
        ... on StaleVersionError {
          current {
            version
          }
        }
      }
    }
  }
`);

export const RESERVE = graphql(`
  mutation Reserve($input: ReserveStockInput!) {
    reserveStock(input: $input) {
      reservation {
        id
        orderId
        userId
        status
        expiresAt
        lines {
          quantity
          item {
            productVariantId
            availableQuantity
          }
          warehouse {
            code
          }
        }
      }
      userErrors {
        __typename
        code
        field
        ... on InsufficientStockError {
          productVariantId
          requested
          available
        }
      }
    }
  }
`);

export const RELEASE = graphql(`
  mutation Release($input: ReleaseReservationInput!) {
    releaseReservation(input: $input) {
      reservation {
        id
        status
      }
      reservations {
        id
        lines {
          releasedQuantity
        }
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const ITEM = graphql(`
  query Item($id: ID!) {
    inventoryItem(productVariantId: $id) {
      productVariantId
      quantity
      reservedQuantity
      availableQuantity
    }
  }
`);

export const ITEMS = graphql(`
  query Items($ids: [ID!]!) {
    inventoryItems(productVariantIds: $ids) {
      productVariantId
      availableQuantity
    }
  }
`);

export const ITEMS_WITH_LEVELS = graphql(`
  query ItemsWithLevels($ids: [ID!]!, $warehouses: [ID!]) {
    inventoryItems(productVariantIds: $ids) {
      productVariantId
      levels(warehouseIds: $warehouses) {
        quantity
        availableQuantity
        warehouse {
          code
        }
      }
    }
  }
`);

export const PAGE = graphql(`
  query Page($first: Int, $after: String) {
    inventory(first: $first, after: $after) {
      edges {
        cursor
        node {
          productVariantId
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

export const COUNT = graphql(`
  query Count {
    inventory(first: 0) {
      totalCount
    }
  }
`);

export const RESERVATION = graphql(`
  query Reservation($id: ID!) {
    reservation(id: $id) {
      orderId
      status
      lines {
        quantity
      }
    }
  }
`);

export const WAREHOUSES = graphql(`
  query Warehouses {
    warehouses {
      id
      code
    }
  }
`);

export const FEED_POSITION = graphql(`
  query FeedPosition {
    feedPosition
  }
`);

export const STATUSES = graphql(`
  subscription Statuses($filter: StockFeedFilter, $after: Position, $conflate: Boolean) {
    stockStatusChanged(filter: $filter, after: $after, conflate: $conflate) {
      position
      eventId
      productVariantId
      oldStatus
      newStatus
      availableQuantity
      itemVersion
      item {
        version
        levels {
          quantity
        }
      }
    }
  }
`);

export const LEVELS = graphql(`
  subscription Levels($filter: StockFeedFilter, $after: Position) {
    stockLevelChanged(filter: $filter, after: $after) {
      position
      productVariantId
      oldQuantity
      newQuantity
      quantityChanged
      changeType
      availableQuantity
      warehouse {
        code
      }
    }
  }
`);

export const CHECK_AVAILABILITY = graphql(`
  query CheckAvailability($lines: [StockLineInput!]!) {
    checkAvailability(lines: $lines) {
      possible
      lines {
        productVariantId
        requested
        available
        sources {
          quantity
          warehouse {
            code
          }
        }
      }
    }
  }
`);

export const VERIFY_STOCK = graphql(`
  mutation VerifyStock($productVariantIds: [ID!], $repair: Boolean) {
    verifyStock(productVariantIds: $productVariantIds, repair: $repair) {
      checked
      repaired
      differences {
        productVariantId
        what
        stored
        expected
        warehouse {
          code
        }
      }
      userErrors {
        code
        field
      }
    }
  }
`);
