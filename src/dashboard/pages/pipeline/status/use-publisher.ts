import { useState } from "react";
import { useApiQuery } from "../../../api/use-api-query.js";
import type { PipelinePublisherQuery } from "../../../generated/graphql.js";
import { PUBLISHER } from "./documents.js";
import { addSample, type Sample } from "./samples.js";

export type PublisherStatus = PipelinePublisherQuery["eventPublisher"];
export type Sink = PublisherStatus["sinks"][number];

const EVERY_MS = 2_000;

/** What the database knows of the pipeline, asked for again and again while anybody looks. */
export function usePublisher() {
  // Not in a hidden tab: react-query's intervals rest there by themselves.
  const query = useApiQuery(PUBLISHER, {}, { refetchInterval: EVERY_MS });
  const { data, dataUpdatedAt } = query;
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  if (data && samples.at(-1)?.at !== dataUpdatedAt) {
    setSamples(addSample(samples, { at: dataUpdatedAt, ...data.eventPublisher }));
  }
  return { ...query, samples };
}
