import { graphql } from "../../../api/graphql.js";

export const TAIL_HEAD = graphql(`
  query PipelineTailHead {
    feedPosition
  }
`);

export const TAIL_EVENTS = graphql(`
  subscription PipelineTail($types: [String!], $after: Position) {
    inventoryEvents(types: $types, after: $after) {
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
`);
