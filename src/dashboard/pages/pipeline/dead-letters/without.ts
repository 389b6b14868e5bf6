import type { PipelineDeadLettersQuery } from "../../../generated/graphql.js";

export type DeadLetter = PipelineDeadLettersQuery["deadLetters"]["edges"][number]["node"];

/** What it is called: other services' words, as far as they could be read. */
export function nameOf({ eventType, source, eventId, id }: DeadLetter): string {
  return `${eventType ?? "Message"} of ${source} ${eventId ?? id}`;
}

/** The page without a letter that somebody has decided on. */
export function without(page: PipelineDeadLettersQuery, { id }: DeadLetter): PipelineDeadLettersQuery {
  const { edges, totalCount, ...rest } = page.deadLetters;
  const left = edges.filter(({ node }) => node.id !== id);
  return {
    ...page,
    deadLetters: { ...rest, edges: left, totalCount: totalCount - edges.length + left.length },
  };
}
