export interface PipelineJob {
  readonly databaseUrl: string;
  /** Where an API node tells the relay that there is something. */
  readonly wakeChannel: string;
  /** Bound to every event of the run. */
  readonly queue: string;
  readonly eventsPerSecond: number;
  /** Events that one transaction causes. */
  readonly perTransaction: number;
  readonly seconds: number;
}

export interface PipelineResult {
  readonly sent: number;
  readonly received: number;
  readonly perSecond: number;
  /** In ms, from the answer to the commit to the receipt by a consumer; below zero where that was first. */
  readonly sinceCommitP50: number;
  readonly sinceCommitP99: number;
  /** In ms, from the event's own time, which is before the commit. */
  readonly sinceEventP50: number;
  readonly sinceEventP99: number;
}

/** Messages of an event's size, published and confirmed with nothing around them. */
export interface RawBrokerJob {
  readonly exchange: string;
  readonly messages: number;
  /** Unconfirmed at once. */
  readonly window: number;
}

export interface RawBrokerResult {
  readonly perSecond: number;
}
