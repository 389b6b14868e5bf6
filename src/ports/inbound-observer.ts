/** What became of one delivery of a message. `repeated`: it had been carried out before. */
export type InboundOutcome = "done" | "repeated" | "later" | "dead";

/** Is told of each message that comes in. */
export interface InboundObserver {
  /** `seconds`: from when it was handed over to when that was decided, what an outage took included. */
  handled(source: string, outcome: InboundOutcome, seconds: number): void;
  /** It was put off. */
  postponed(source: string): void;
  /** It lies with the dead letters now. */
  died(source: string): void;
  /** It could not be carried out now, by no fault of its own, and is waited with in place. */
  waited(source: string): void;
  /** Letters that operators decided to send again, and that were. */
  redriven(source: string, letters: number): void;
  /** Messages that lay in a dead-letter queue without anybody having noted it. */
  found(source: string, letters: number): void;
}
