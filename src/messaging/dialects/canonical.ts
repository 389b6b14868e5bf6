import { toEnvelope } from "../../domain/events.js";
import { EXCHANGES } from "../exchanges.js";
import { routingKeyOf } from "../routing-keys.js";
import type { Translation } from "./dialect.js";

/** The event publishing document's envelope, extended. */
export const canonical: Translation = (event) => [
  {
    exchange: EXCHANGES.events,
    routingKey: routingKeyOf(event.type),
    messageId: event.eventId,
    type: event.type,
    body: toEnvelope(event),
  },
];
