import { EVENT_TYPES, isEventType } from "../../domain/event-types.js";
import type { EventType } from "../../domain/events.js";

/** @throws Error that names what is no type of event, and the types there are. */
export function eventTypes(names: readonly string[] | null): readonly EventType[] | null {
  return (
    names &&
    [...new Set(names)].map((name) => {
      if (isEventType(name)) return name;
      throw new Error(`--types: there is no event type "${name}"; known are ${EVENT_TYPES.join(", ")}.`);
    })
  );
}
