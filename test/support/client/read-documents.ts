import { graphql } from "../generated/index.js";

// Of lists, and of what is looked up by its id.

export const INVENTORY = graphql(`
  query Inventory($first: Int, $after: String, $filter: InventoryFilter, $orderBy: InventoryOrder) {
    inventory(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          productVariantId
          status
          availableQuantity
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`);

export const INVENTORY_PAGE = graphql(`
  query InventoryPage($first: Int, $after: String, $filter: InventoryFilter, $orderBy: InventoryOrder) {
    inventory(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      edges {
        node {
          productVariantId
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const ITEM_AS_OF = graphql(`
  query ItemAsOf($id: ID!, $asOf: DateTime) {
    inventoryItem(productVariantId: $id, asOf: $asOf) {
      quantity
      reservedQuantity
      availableQuantity
      status
      version
      levels {
        quantity
        reservedQuantity
        warehouse {
          code
        }
      }
    }
  }
`);

export const LEDGER = graphql(`
  query Ledger($first: Int, $after: String, $filter: LedgerFilter) {
    ledger(first: $first, after: $after, filter: $filter) {
      totalCount
      edges {
        node {
          id
          kind
          quantityDelta
          reservedDelta
          quantityAfter
          reservedAfter
          reference
          itemVersion
          occurredAt
          item {
            productVariantId
          }
          warehouse {
            code
          }
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`);

export const RESERVATIONS = graphql(`
  query Reservations($first: Int, $after: String, $filter: ReservationFilter) {
    reservations(first: $first, after: $after, filter: $filter) {
      totalCount
      edges {
        node {
          id
          orderId
          status
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`);

export const ITEM_LISTS = graphql(`
  query ItemLists($id: ID!, $first: Int, $after: String, $statuses: [ReservationStatus!]) {
    inventoryItem(productVariantId: $id) {
      inTransitQuantity
      reservations(first: $first, statuses: $statuses) {
        totalCount
        edges {
          node {
            id
            status
          }
        }
      }
      ledger(first: $first, after: $after) {
        totalCount
        edges {
          node {
            id
            itemVersion
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const NODE = graphql(`
  query Node($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on InventoryItem {
        productVariantId
      }
      ... on Warehouse {
        code
        bins {
          code
        }
      }
      ... on WarehouseBin {
        binCode: code
      }
      ... on Reservation {
        orderId
      }
      ... on LedgerEntry {
        kind
      }
      ... on StockTransfer {
        lines {
          quantity
        }
      }
    }
  }
`);

export const STOCK_TRANSFER = graphql(`
  query StockTransfer($id: ID!) {
    stockTransfer(id: $id) {
      status
      from {
        code
      }
      to {
        code
      }
      lines {
        quantity
        receivedQuantity
        missingQuantity
        returnedQuantity
        item {
          productVariantId
          inTransitQuantity
        }
      }
    }
  }
`);

export const BINS = graphql(`
  query Bins($id: ID!) {
    inventoryItem(productVariantId: $id) {
      levels {
        warehouse {
          code
          bins {
            code
          }
        }
        bins {
          id
          code
        }
      }
    }
  }
`);
