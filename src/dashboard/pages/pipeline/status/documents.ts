import { graphql } from "../../../api/graphql.js";

export const PUBLISHER = graphql(`
  query PipelinePublisher {
    eventPublisher {
      headPosition
      pending
      sinks {
        name
        state
        position
        lagEvents
        lagMs
        parked
        lastError
      }
    }
  }
`);

/** The oldest event that is kept: a sink that stands before it has missed what lies between. */
export const OLDEST_EVENT = graphql(`
  query PipelineOldestEvent {
    events(first: 1) {
      position
      occurredAt
    }
  }
`);

export const ATTACH_SINK = graphql(`
  mutation PipelineAttachSink($sink: String!) {
    attachSink(sink: $sink) {
      missedEvents
      userErrors {
        code
        field
        message
      }
    }
  }
`);
