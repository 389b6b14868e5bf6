import { graphql } from "../generated/index.js";

// What came in and could not be handled, as admins see it and what they do with it.

export const DEAD_LETTERS = graphql(`
  query DeadLetters(
    $source: String
    $state: DeadLetterState
    $reasonContains: String
    $eventType: String
    $first: Int
    $after: String
  ) {
    deadLetters(
      source: $source
      state: $state
      reasonContains: $reasonContains
      eventType: $eventType
      first: $first
      after: $after
    ) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
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
          headers
          body
          bodyEncoding
          bodyBytes
          bodyIsCut
          redrivenFrom
          diedAt
          state
          settledBy
          settledAt
          note
        }
      }
    }
  }
`);

export const DEAD_LETTER = graphql(`
  query DeadLetter($id: ID!) {
    deadLetter(id: $id) {
      id
      body
      bodyEncoding
      bodyBytes
      bodyIsCut
    }
  }
`);

export const REDRIVE = graphql(`
  mutation Redrive($input: RedriveDeadLetterInput!) {
    redriveDeadLetter(input: $input) {
      deadLetter {
        id
        state
        settledBy
        settledAt
        note
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

export const REDRIVE_ALL = graphql(`
  mutation RedriveAll($input: RedriveDeadLettersInput!) {
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

export const DISCARD = graphql(`
  mutation Discard($input: DiscardDeadLetterInput!) {
    discardDeadLetter(input: $input) {
      deadLetter {
        id
        state
        settledBy
        settledAt
        note
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);
