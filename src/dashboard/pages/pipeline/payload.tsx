import { EventData, type EventDataProps } from "./event-data.js";

/** Folded away, for whoever wants to know. */
export function Payload({ event }: EventDataProps) {
  return (
    <details className="pipeline__payload">
      <summary>
        Payload<span className="visually-hidden"> of {event.eventType}</span>
      </summary>
      <EventData event={event} />
    </details>
  );
}
