/** Data of an event as it is passed on. */
export interface Upcasted {
  readonly data: unknown;
  /** Set: it could not be brought up, and is as it was stored in that version. */
  readonly eventVersion?: string;
}

/**
 * Brings stored data up to the newest version of its event's type. Never throws: what it does not
 * know it passes on as it is, since one event must not stop the feed.
 */
export type Upcast = (type: string, version: string, data: unknown) => Upcasted;
