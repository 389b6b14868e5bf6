import { graphql } from "../../api/graphql.js";

export const ADJUST = graphql(`
  mutation ItemAdjust($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      item {
        ...ItemFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const COUNT = graphql(`
  mutation ItemCount($input: SetStockInput!) {
    setStock(input: $input) {
      item {
        ...ItemFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const UPDATE = graphql(`
  mutation ItemUpdate($input: UpdateInventoryItemInput!) {
    updateInventoryItem(input: $input) {
      item {
        ...ItemFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const SEND = graphql(`
  mutation ItemSend($input: CreateStockTransferInput!) {
    createStockTransfer(input: $input) {
      transfer {
        ...TransferFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const RECEIVE = graphql(`
  mutation ItemReceive($input: ReceiveStockTransferInput!) {
    receiveStockTransfer(input: $input) {
      transfer {
        ...TransferFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const CANCEL_TRANSFER = graphql(`
  mutation ItemCancelTransfer($input: CancelStockTransferInput!) {
    cancelStockTransfer(input: $input) {
      transfer {
        ...TransferFields
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const RELEASE = graphql(`
  mutation ItemRelease($input: ReleaseReservationInput!) {
    releaseReservation(input: $input) {
      reservation {
        id
        status
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

graphql(`
  fragment TransferFields on StockTransfer {
    id
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
      }
    }
  }
`);
