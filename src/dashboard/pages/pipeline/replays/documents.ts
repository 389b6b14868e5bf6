import { graphql } from "../../../api/graphql.js";

export const REPLAYS = graphql(`
  query PipelineReplays($first: Int!, $after: String) {
    replays(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          sink
          queue
          throughExchange
          state
          afterPosition
          untilPosition
          position
          since
          types
          productVariantIds
          eventsPerSecond
          sent
          total
          lastError
          requestedBy
          createdAt
          updatedAt
        }
      }
    }
  }
`);

export const REPLAY_EVENTS = graphql(`
  mutation PipelineReplayEvents($input: ReplayEventsInput!) {
    replayEvents(input: $input) {
      replayId
      count
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const CANCEL_REPLAY = graphql(`
  mutation PipelineCancelReplay($id: ID!) {
    cancelReplay(id: $id) {
      replayId
      userErrors {
        code
        field
        message
      }
    }
  }
`);
