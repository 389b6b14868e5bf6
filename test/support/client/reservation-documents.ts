import { graphql } from "../generated/index.js";

export const EXTEND = graphql(`
  mutation Extend($input: ExtendReservationInput!) {
    extendReservation(input: $input) {
      reservation {
        id
        status
        expiresAt
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const CONFIRM = graphql(`
  mutation Confirm($input: ConfirmReservationInput!) {
    confirmReservation(input: $input) {
      reservation {
        id
        status
        expiresAt
        version
      }
      userErrors {
        code
        field
      }
    }
  }
`);

export const FULFILL = graphql(`
  mutation Fulfill($input: FulfillReservationInput!) {
    fulfillReservation(input: $input) {
      reservation {
        id
        status
        lines {
          quantity
          fulfilledQuantity
          releasedQuantity
          item {
            quantity
            reservedQuantity
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
