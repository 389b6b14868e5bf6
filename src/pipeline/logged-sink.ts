import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";

/** The sink itself, or, where the log is read so closely, one that says a line for each attempt. */
export function loggedSink(sink: EventSink, logger: Logger): EventSink {
  if (!logger.isLevelEnabled("debug")) return sink;
  const publish: EventSink["publish"] = async (events) => {
    const began = performance.now();
    const say = (outcome: object) =>
      logger.debug(
        {
          ...{ sink: sink.name, events: events.length },
          ...{ first: events[0]?.position, last: events.at(-1)?.position },
          ...{ ms: Math.round(performance.now() - began), ...outcome },
        },
        "a batch was published",
      );
    try {
      const refused = await sink.publish(events);
      say({ refused: refused.length });
      return refused;
    } catch (error) {
      say({ failed: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  };
  return Object.assign(Object.create(sink) as EventSink, { publish });
}
