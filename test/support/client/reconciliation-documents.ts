import { graphql } from "../generated/index.js";

// Reconciliations, as admins begin and see them.

export const RECONCILE = graphql(`
  mutation Reconcile($input: ReconcileStockInput) {
    reconcileStock(input: $input) {
      reconciliation {
        id
        state
        dryRun
        origin
        requestedBy
        source
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const RECONCILIATION = graphql(`
  query Reconciliation($id: ID!, $outcome: DifferenceOutcome, $first: Int, $after: String) {
    reconciliation(id: $id) {
      id
      state
      complete
      compared
      agreeing
      corrected
      remaining
      lastError
      startedAt
      endedAt
      differences(outcome: $outcome, first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            sourceRow
            productVariantId
            warehouse
            figure
            booked
            delta
            outcome
            code
            message
          }
        }
      }
    }
  }
`);

export const RECONCILIATIONS = graphql(`
  query Reconciliations($first: Int, $after: String) {
    reconciliations(first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          state
          dryRun
        }
      }
    }
  }
`);
