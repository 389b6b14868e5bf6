import { ConfigError } from "./environment.js";
import type { PipelineConfig } from "./pipeline.js";

interface Deployment {
  readonly relays: boolean;
  readonly onRabbitmq: boolean;
  readonly invalidates: boolean;
  readonly pipeline: PipelineConfig;
}

/** A process that relays must have what its settings name; for the others it is somebody else's. */
export function rejectMissingSinks({ relays, onRabbitmq, invalidates, pipeline }: Deployment): void {
  if (!relays) return;
  const { sinks, dialects } = pipeline;
  if (!onRabbitmq && sinks?.includes("rabbitmq")) {
    throw new ConfigError("EVENT_SINKS names rabbitmq, but AMQP_URL is not set.");
  }
  if (!invalidates && sinks?.includes("cache")) {
    throw new ConfigError("EVENT_SINKS names cache, but CACHE_INVALIDATION is not true.");
  }
  if (invalidates && sinks && !sinks.includes("cache")) {
    throw new ConfigError("CACHE_INVALIDATION is true, but EVENT_SINKS leaves cache out.");
  }
  if (!dialects.rabbitmq) return;
  if (!onRabbitmq) throw new ConfigError("EVENT_DIALECTS names rabbitmq, but AMQP_URL is not set.");
  if (sinks && !sinks.includes("rabbitmq")) {
    throw new ConfigError("EVENT_DIALECTS names rabbitmq, but EVENT_SINKS leaves it out.");
  }
}
