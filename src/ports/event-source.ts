/** A message of another service, before anybody looked into it. */
export interface InboundMessage {
  readonly content: Buffer;
  /** The one it was sent by, also when it comes again. */
  readonly routingKey: string;
  /** As the broker has them; what is not there is null. */
  readonly properties: {
    readonly messageId: string | null;
    readonly type: string | null;
    readonly correlationId: string | null;
    readonly contentType?: string | null;
    readonly contentEncoding?: string | null;
    readonly headers: Readonly<Record<string, unknown>>;
  };
  /** How often its handling was put off before: 0 the first time. */
  readonly attempt: number;
}

/** What becomes of a message. */
export type Verdict =
  /** Its effect is committed, or there is none: it is gone. */
  | { readonly kind: "done" }
  /** It comes again after the pause of its next step; after the last step it is dead. */
  | { readonly kind: "later"; readonly reason: string }
  /** It goes to the dead letters, with the reason in a header. */
  | { readonly kind: "dead"; readonly reason: string };

/**
 * @param signal Aborted when the message is lost to this process (the connection, or the source is closing): what is
 * not committed by then need not be; the message comes again.
 */
export type InboundHandler = (message: InboundMessage, signal: AbortSignal) => Promise<Verdict>;

/** A message that the source has given up on, as its copy in the dead-letter queue is. */
export interface DeadMessage {
  /** The header `x-dead-letter-id`: the same for the same death of the same message, however often it is told. */
  readonly id: string;
  readonly message: InboundMessage;
  /** Those of the copy: the message's own, and what is said of its death. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** Deliveries that were tried. */
  readonly attempts: number;
  /** Milliseconds since 1970, by this process's clock. */
  readonly diedAt: number;
}

/** What a source tells of its messages. None of it may throw. */
export interface SourceListener {
  /** Its copy lies in the dead-letter queue; the message itself is taken away once this has settled. */
  died?(dead: DeadMessage): Promise<void>;
  /** It was put off. */
  postponed?(): void;
}

export interface SourceDepths {
  readonly waiting: number;
  readonly retrying: number;
  readonly dead: number;
}

/** Which of some dead messages are settled. */
export type SettledOf = (messages: readonly InboundMessage[]) => Promise<ReadonlySet<InboundMessage>>;

/** Messages of one other service, each delivered at least once, as many at a time as the prefetch says. */
export interface EventSource {
  /** `product`, `order`, `payment`: stands in the queues' names. */
  readonly name: string;
  /** Begins, now or as soon as the other side can be reached; a lost connection is replaced. Called once. */
  consume(handle: InboundHandler, listener?: SourceListener): void;
  /**
   * Puts a message (again) at the end of the queue, as new, with these headers besides; resolves when the broker has
   * it, and rejects when that is not known. What its headers say of its death is left out.
   */
  redrive(
    message: Pick<InboundMessage, "content" | "properties">,
    headers: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /**
   * Looks at every message that is dead now, a few at a time, and takes away those that `settledOf` answers. Each has the
   * headers `x-dead-letter-id` and `x-dead-reason`, also those that the broker itself put there.
   *
   * @returns how many were taken away.
   */
  sweepDead(settledOf: SettledOf): Promise<number>;
  /** Counted by the other side; rejects while it is away. */
  depths(): Promise<SourceDepths>;
  /** Why nothing comes now, in one line; null while something may. */
  fault(): string | null;
  /** No further message is begun; those under way are finished and told. */
  close(): Promise<void>;
}
