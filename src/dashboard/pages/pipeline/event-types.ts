import { graphql } from "../../api/graphql.js";
import { useApiQuery } from "../../api/use-api-query.js";

const EVENT_TYPES = graphql(`
  query PipelineEventTypes {
    eventSchemas {
      type
      current
    }
  }
`);

/** Names of all event types, as the service has them; empty until it has told. */
export function useEventTypes(): readonly string[] {
  const { data } = useApiQuery(EVENT_TYPES, {}, { staleTime: Number.POSITIVE_INFINITY });
  return data?.eventSchemas.filter(({ current }) => current).map(({ type }) => type) ?? [];
}
