import { graphql } from "../../../api/graphql.js";

// Without the bodies: they are asked for one by one, when somebody opens them.
export const DEAD_LETTERS = graphql(`
  query PipelineDeadLetters($source: String, $reasonContains: String, $first: Int!, $after: String) {
    deadLetters(source: $source, reasonContains: $reasonContains, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          source
          eventId
          eventType
          correlationId
          reason
          attempts
          routingKey
          bodyBytes
          redrivenFrom
          diedAt
        }
      }
    }
  }
`);

export const DEAD_LETTER_BODY = graphql(`
  query PipelineDeadLetterBody($id: ID!) {
    deadLetter(id: $id) {
      headers
      body
      bodyEncoding
      bodyIsCut
    }
  }
`);

export const REDRIVE_DEAD_LETTER = graphql(`
  mutation PipelineRedriveDeadLetter($input: RedriveDeadLetterInput!) {
    redriveDeadLetter(input: $input) {
      deadLetter {
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

export const DISCARD_DEAD_LETTER = graphql(`
  mutation PipelineDiscardDeadLetter($input: DiscardDeadLetterInput!) {
    discardDeadLetter(input: $input) {
      deadLetter {
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

export const REDRIVE_DEAD_LETTERS = graphql(`
  mutation PipelineRedriveDeadLetters($input: RedriveDeadLettersInput!) {
    redriveDeadLetters(input: $input) {
      count
      hasMore
      userErrors {
        code
        field
        message
      }
    }
  }
`);
