import { toEnvelope } from "../../domain/events.js";
import { EXCHANGES } from "../exchanges.js";
import { ROUTING_KEYS } from "../routing-keys.js";
import type { Translation } from "./dialect.js";

/** The event publishing document's envelope, extended. */
export const canonical: Translation = (event) => [
  {
    exchange: EXCHANGES.events,
    routingKey: ROUTING_KEYS[event.type],
    messageId: event.eventId,
    type: event.type,
    body: toEnvelope(event),
  },
];
