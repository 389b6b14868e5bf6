import { graphql } from "../generated/index.js";

// The event pipeline, as admins see it and what they do with it.

export const EVENTS = graphql(`
  query Events($after: Position, $types: [String!], $first: Int) {
    events(after: $after, types: $types, first: $first) {
      position
      eventId
      eventType
      eventVersion
      aggregateId
      aggregateVersion
      occurredAt
      correlationId
      data
    }
  }
`);

export const EVENT_FEED = graphql(`
  subscription EventFeed($types: [String!], $after: Position) {
    inventoryEvents(types: $types, after: $after) {
      position
      eventId
      eventType
      eventVersion
      aggregateId
      aggregateVersion
      occurredAt
      correlationId
      data
    }
  }
`);

export const PUBLISHER = graphql(`
  query Publisher {
    eventPublisher {
      headPosition
      pending
      sinks {
        name
        position
        lagEvents
        lagMs
        state
        parked
        lastError
      }
    }
  }
`);

export const ATTACH = graphql(`
  mutation Attach($sink: String!) {
    attachSink(sink: $sink) {
      sink {
        name
        state
        position
      }
      missedEvents
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const FAILED_EVENTS = graphql(`
  query FailedEvents($sink: String, $first: Int, $after: String) {
    failedEvents(sink: $sink, first: $first, after: $after) {
      edges {
        cursor
        node {
          sink
          event {
            position
            eventId
            eventType
            data
          }
          attempts
          lastError
          parkedAt
          heldBehind
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
      totalCount
    }
  }
`);

export const RETRY_FAILED = graphql(`
  mutation RetryFailed($input: FailedEventInput!) {
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

export const RESOLVE_FAILED = graphql(`
  mutation ResolveFailed($input: FailedEventInput!) {
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

export const REPLAY_EVENTS = graphql(`
  mutation ReplayEvents($input: ReplayEventsInput!) {
    replayEvents(input: $input) {
      replayId
      count
      replay {
        state
        queue
        throughExchange
        afterPosition
        untilPosition
        eventsPerSecond
        total
        requestedBy
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const REPLAY = graphql(`
  query Replay($id: ID!) {
    replay(id: $id) {
      id
      sink
      queue
      state
      position
      sent
      total
      lastError
      since
      types
      productVariantIds
      createdAt
      updatedAt
    }
  }
`);

export const REPLAYS = graphql(`
  query Replays($first: Int, $after: String) {
    replays(first: $first, after: $after) {
      edges {
        node {
          id
          state
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
      totalCount
    }
  }
`);

export const CANCEL_REPLAY = graphql(`
  mutation CancelReplay($id: ID!) {
    cancelReplay(id: $id) {
      replay {
        id
        state
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);
