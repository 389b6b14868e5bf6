import { SIGNATURE_HEADER } from "./signer.js";

/** JSON Schema of the headers of a message as consumers see them: what `asyncapi.json` tells of them. */
export const HEADERS = {
  type: "object",
  required: ["x-position", "x-aggregate-id", "x-aggregate-version"],
  properties: {
    "x-position": {
      type: "string",
      pattern: "^[1-9][0-9]*$",
      description: "The event's place in the feed, as text: some clients read numbers into 32 bits.",
    },
    "x-aggregate-id": {
      type: "string",
      description: "The item, order or warehouse, for consumers that work one a lane.",
    },
    "x-aggregate-version": {
      type: "integer",
      description: "Of two events of one item, the newer's is higher or equal.",
    },
    traceparent: {
      type: "string",
      description: "W3C Trace Context of the request that caused it, where it had one.",
    },
    [SIGNATURE_HEADER]: {
      type: "string",
      description:
        "Where messages are signed: a JWS with detached, unencoded content (RFC 7515, appendix F; RFC 7797) over the exact bytes of the body. Keys: /.well-known/event-keys.json.",
    },
    "x-replayed": { type: "boolean", const: true, description: "It is sent again by a replay: no news." },
    "x-replay-id": { type: "string", description: "The replay that it is sent by." },
    "x-original-routing-key": {
      type: "string",
      description: "Where it was sent to one queue: the routing key that it has otherwise.",
    },
  },
} as const;
