import type { EventSelection } from "./event-history.js";
import type { Epoch } from "./feed-log.js";
import type { Instant } from "../domain/model.js";
import type { Page, Pages } from "./reader-queries.js";

export type ReplayState = "RUNNING" | "DONE" | "FAILED" | "CANCELLED";

/** A part of the feed that is sent again. */
export interface ReplayOrder extends EventSelection {
  readonly id: string;
  readonly sink: string;
  /** The queue's name, or the exchange's. */
  readonly destination: string;
  readonly throughExchange: boolean;
  readonly afterPosition: number;
  /** Included. */
  readonly untilPosition: number;
  readonly eventsPerSecond: number;
  /** How many events it sends. */
  readonly total: number;
  readonly requestedBy: string;
}

export interface Replay extends ReplayOrder {
  readonly state: ReplayState;
  /** Everything up to it was sent, or not selected. */
  readonly position: number;
  readonly sent: number;
  readonly lastError: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface ReplayKey {
  readonly idempotencyKey: string;
  /** Of everything that was asked for. */
  readonly requestHash: string;
}

/** The operators' side. */
export interface Replays {
  /** @returns the stored one, or that of an earlier request with the same key; null when that was another request. */
  create(order: ReplayOrder, key: ReplayKey | null): Promise<Replay | null>;
  /** What an earlier request with the key came to: null = another request, undefined = there was none. */
  earlier(requestedBy: string, key: ReplayKey): Promise<Replay | null | undefined>;
  find(id: string): Promise<Replay | null>;
  /** The newest first. A key is an id. */
  page(pages: Pages<string>): Promise<Page<Replay>>;
  count(): Promise<number>;
  /** @returns it as it is now: cancelled if it was running; null when there is none. */
  cancel(id: string): Promise<Replay | null>;
}

export interface ReplayProgress {
  readonly position: number;
  readonly sent: number;
}

/** The relay's side. What a later epoch has done, an earlier one cannot undo. */
export interface ReplayLog {
  /** The oldest that are under way, of those sinks. */
  running(sinks: readonly string[], limit: number): Promise<readonly Replay[]>;
  /** Done when the position is the last. @returns false when it is not running any more, or another relay runs it. */
  advance(id: string, progress: ReplayProgress, epoch: Epoch): Promise<boolean>;
  /** Why it does not get on just now. */
  stumbled(id: string, lastError: string, epoch: Epoch): Promise<void>;
  fail(id: string, progress: ReplayProgress & { readonly lastError: string }, epoch: Epoch): Promise<void>;
}
