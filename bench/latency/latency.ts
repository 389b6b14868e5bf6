export interface LatencyJob {
  readonly origin: string;
  readonly headers: { readonly authorization: string };
  /** Bound to every event of the run. */
  readonly queue: string;
  /** Reserves, and so events, per second. */
  readonly rate: number;
  readonly seconds: number;
}

/** In ms. */
export interface Times {
  /** Since the event's timestamp, which the database gives before the commit: an upper bound. */
  readonly p50: number;
  readonly p99: number;
  /** Since the mutation's answer was here; below zero where the event overtook it. */
  readonly sinceAnswerP50: number;
  readonly sinceAnswerP99: number;
  readonly received: number;
}

export interface LatencyResult {
  readonly consumer: Times;
  readonly subscriber: Times;
  readonly sent: number;
  readonly perSecond: number;
  readonly errors: number;
}
