import { graphql } from "../../../api/graphql.js";

export const FAILED_EVENTS = graphql(`
  query PipelineFailedEvents($sink: String, $first: Int!, $after: String) {
    failedEvents(sink: $sink, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          sink
          attempts
          lastError
          parkedAt
          heldBehind
          event {
            position
            eventId
            eventType
            eventVersion
            aggregateId
            occurredAt
            correlationId
            data
          }
        }
      }
    }
  }
`);

export const RETRY_FAILED_EVENT = graphql(`
  mutation PipelineRetryFailedEvent($input: FailedEventInput!) {
    retryFailedEvent(input: $input) {
      eventId
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const RESOLVE_FAILED_EVENT = graphql(`
  mutation PipelineResolveFailedEvent($input: FailedEventInput!) {
    resolveFailedEvent(input: $input) {
      eventId
      userErrors {
        code
        field
        message
      }
    }
  }
`);
