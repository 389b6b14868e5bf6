/** Orders of random variants, of one, or of random ones each of which is cancelled by the message behind it. */
export type OrderKind = "random" | "hot" | "ended";

export interface PublishJob {
  readonly kind: "publish";
  /** Of the exchange that the source is bound to. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly messages: number;
  readonly orders: OrderKind;
}

export interface TakeJob {
  readonly kind: "take";
  /** Of a queue as a source has it, which is filled first. */
  readonly queue: string;
  readonly messages: number;
  /** Unacknowledged at once. */
  readonly prefetch: number;
}

export type BrokerJob = PublishJob | TakeJob;

export interface BrokerResult {
  /** Of a publisher: confirmed; of a consumer that does nothing: acknowledged, one by one. */
  readonly perSecond: number;
}
