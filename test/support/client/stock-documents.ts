import { graphql } from "../generated/index.js";

export const SET_STOCK = graphql(`
  mutation SetStock($input: SetStockInput!) {
    setStock(input: $input) {
      item {
        quantity
        version
      }
      entries {
        id
        kind
        quantityDelta
        reason
        warehouse {
          code
        }
      }
      userErrors {
        __typename
        code
        field
        message
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

export const SET_STOCKS = graphql(`
  mutation SetStocks($input: SetStocksInput!) {
    setStocks(input: $input) {
      results {
        item {
          productVariantId
          quantity
          version
        }
        entries {
          id
          quantityDelta
          warehouse {
            code
          }
        }
        userErrors {
          code
          field
        }
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const CREATE_TRANSFER = graphql(`
  mutation CreateTransfer($input: CreateStockTransferInput!) {
    createStockTransfer(input: $input) {
      ...Transfer
    }
  }

  fragment Transfer on StockTransferPayload {
    transfer {
      id
      status
      from {
        code
      }
      to {
        code
      }
      lines {
        item {
          productVariantId
        }
        quantity
        receivedQuantity
        missingQuantity
        missingReason
        returnedQuantity
      }
    }
    userErrors {
      __typename
      code
      field
      message
      ... on InsufficientStockError {
        requested
        available
      }
    }
  }
`);

export const RECEIVE_TRANSFER = graphql(`
  mutation ReceiveTransfer($input: ReceiveStockTransferInput!) {
    receiveStockTransfer(input: $input) {
      ...Transfer
    }
  }
`);

export const CANCEL_TRANSFER = graphql(`
  mutation CancelTransfer($input: CancelStockTransferInput!) {
    cancelStockTransfer(input: $input) {
      ...Transfer
    }
  }
`);
