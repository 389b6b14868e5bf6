import { graphql } from "../../api/graphql.js";

export const RECONCILIATIONS = graphql(`
  query Reconciliations($first: Int!, $after: String) {
    reconciliations(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          state
          origin
          source
          dryRun
          complete
          productVariantIds
          compared
          agreeing
          corrected
          remaining
          figuresFrom
          lastError
          requestedBy
          startedAt
          endedAt
        }
      }
    }
  }
`);

export const DIFFERENCES = graphql(`
  query ReconciliationDifferences($id: ID!, $outcome: DifferenceOutcome, $first: Int!, $after: String) {
    reconciliation(id: $id) {
      id
      differences(outcome: $outcome, first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            productVariantId
            warehouse
            figure
            booked
            delta
            outcome
            code
            message
            sourceRow
          }
        }
      }
    }
  }
`);

export const RECONCILE_STOCK = graphql(`
  mutation ReconcileStock($input: ReconcileStockInput!) {
    reconcileStock(input: $input) {
      reconciliation {
        id
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);
