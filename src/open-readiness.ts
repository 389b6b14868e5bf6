import type { ReadinessChecks } from "./http/checks.js";
import { deliveryFault, failedEventsFault, outboxFault, sinkFault } from "./http/readiness-reasons.js";
import { remembered } from "./lib/remembered.js";
import type { Parts } from "./open-roles.js";
import type { PipelineGauges } from "./ports/gauges.js";

const ASKED_EVERY_MS = 1_000;

/** What this node needs, and what every node can see of the pipeline. */
export function readinessOf({ config, store, messaging, metrics }: Parts): ReadinessChecks {
  const { sinks, sources, liveFeed, availability } = messaging;
  const gauges = remembered(ASKED_EVERY_MS, () => store.gauges.pipeline());
  const pipeline = (faultOf: (state: PipelineGauges) => string | null) => async () => faultOf(await gauges());
  const { failedEventsThreshold } = config.pipeline;
  return {
    required: {
      async database() {
        await store.feed.head();
        return null;
      },
    },
    optional: {
      ...Object.fromEntries(
        sinks.map((sink) => [
          `${sink.name}-sink`,
          () => sinkFault(metrics.sinks.openSince(sink.name), sink.fault(), Date.now()),
        ]),
      ),
      ...Object.fromEntries(sources.map((source) => [`${source.name}-source`, () => source.fault()])),
      "live-feed": () => liveFeed.fault(),
      ...(availability && { "availability-cache": () => availability.fault() }),
      outbox: pipeline(outboxFault),
      delivery: pipeline(deliveryFault),
      "failed-events": pipeline((state) => failedEventsFault(state, failedEventsThreshold)),
    },
  };
}
