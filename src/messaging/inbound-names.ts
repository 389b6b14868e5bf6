/** The queues of one source; AMQP_EXCHANGE_PREFIX stands before each. */
export interface InboundQueues {
  readonly main: string;
  /** One a step: named by its pause, so that other steps are other queues, and what lies in the old ones still comes. */
  readonly retries: readonly { readonly name: string; readonly pauseMs: number }[];
  readonly dead: string;
}

export function inboundQueues(
  source: string,
  stepsSeconds: readonly number[],
  exchangePrefix = "",
): InboundQueues {
  const main = `${exchangePrefix}inventory.${source}`;
  return {
    main,
    retries: stepsSeconds.map((seconds) => ({
      name: `${main}.retry.${seconds}`,
      pauseMs: Math.max(1, Math.round(seconds * 1_000)),
    })),
    dead: `${main}.dead`,
  };
}

/** What we say of a message that comes again, or is dead. */
export const INBOUND_HEADERS = {
  /** How often it was put off; of a dead one: how often it was delivered. */
  attempts: "x-attempts",
  originalRoutingKey: "x-original-routing-key",
  /** Why it was put off last. */
  retryReason: "x-retry-reason",
  deadReason: "x-dead-reason",
  deadLetterId: "x-dead-letter-id",
  diedAt: "x-died-at",
  /** How often an operator has sent it again. */
  redrives: "x-redrives",
  /** Its own headers were too large to be sent on. */
  headersDropped: "x-headers-dropped",
} as const;
