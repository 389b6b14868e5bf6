import { EVENT_VERSIONS, type EventType } from "./events.js";

export const EVENT_TYPES = Object.keys(EVENT_VERSIONS) as readonly EventType[];

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_VERSIONS, name);
}
