/** The exchanges of what goes out; AMQP_EXCHANGE_PREFIX stands before each. */
export const EXCHANGES = {
  events: "inventory.events",
  /** With a queue of its own name: what no consumer has bound to. */
  unrouted: "inventory.unrouted",
  /** Copies of events that were given up on. */
  deadLetters: "inventory.events.dlx",
  lomash: "lomash",
  saga: "inventory.saga",
  publisher: "inventory.publisher",
} as const;

export const DEAD_QUEUE = "inventory.events.dead";
