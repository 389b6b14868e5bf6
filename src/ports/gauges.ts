/** Where one sink stands, by the database. */
export interface SinkGauges {
  readonly name: string;
  readonly state: "RUNNING" | "PAUSED" | "DETACHED";
  /** Events of the feed behind its cursor. */
  readonly lagEvents: number;
  /** How long ago the oldest of those was committed; 0 when there is none. */
  readonly lagMs: number;
  /** Events taken out of its order by a failure; each counted up to 10,000. */
  readonly open: { readonly RETRYING: number; readonly PARKED: number; readonly HELD: number };
}

export interface PipelineGauges {
  /** The feed's newest position. */
  readonly head: number;
  /** Committed events that have no position yet, counted up to 100,000. */
  readonly outbox: { readonly events: number; readonly oldestMs: number };
  /** Whether some process holds the relay's lease. */
  readonly relayed: boolean;
  /** Days of the feed: how many are prepared beyond today, and how old the oldest but the newest is. */
  readonly days: { readonly ahead: number; readonly oldest: number };
  readonly sinks: readonly SinkGauges[];
  /** Messages of other services that could not be handled and are not settled; each counted up to 10,000. */
  readonly deadLetters: readonly {
    readonly source: string;
    readonly OPEN: number;
    readonly REDRIVING: number;
  }[];
  /** Those under way, the oldest 20; `done` from 0 to 1. */
  readonly replays: readonly { readonly id: string; readonly sink: string; readonly done: number }[];
}

/** What is counted in the database for whoever watches; each question costs a bounded statement. */
export interface Gauges {
  pipeline(): Promise<PipelineGauges>;
  /** Items that are OUT_OF_STOCK as stored: a look at each of them in an index. */
  outOfStock(): Promise<number>;
}
