import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import type { EventHistory } from "../ports/event-history.js";
import type { EventSink, Refused, ReplayTarget } from "../ports/event-sink.js";
import type { FeedEvent } from "../domain/events.js";
import type { Replay, ReplayLog, ReplayProgress } from "../ports/replays.js";
import type { HeldLease } from "./held-lease.js";

export interface ReplayRoom {
  readonly history: EventHistory;
  readonly replays: ReplayLog;
  readonly lease: HeldLease;
  readonly logger: Logger;
}

export type ReplayingSink = EventSink & Required<Pick<EventSink, "replay">>;

/** Positions that one step looks at: where little matches, progress is saved all the same. */
const LOOK_AT = 20_000;
const MOST_AT_ONCE = 500;
/** Of a second: a batch is what the pace allows in it. */
const STEP = 0.1;

/**
 * One replay under way: a batch a step, and its progress saved before the next, so that
 * whoever takes over sends at most that batch again.
 */
export class ReplayJob {
  readonly replay: Replay;
  /** By performance.now(): no step before. */
  dueAt = 0;
  over = false;
  #progress: ReplayProgress;
  readonly #room: ReplayRoom;
  readonly #sink: ReplayingSink;
  readonly #outage = new Backoff({ firstMs: 100, longestMs: 10_000 });

  constructor(replay: Replay, sink: ReplayingSink, room: ReplayRoom) {
    this.replay = replay;
    this.#progress = { position: replay.position, sent: replay.sent };
    this.#sink = sink;
    this.#room = room;
  }

  /** Never rejects. @returns how many events were sent. */
  async step(): Promise<number> {
    const began = performance.now();
    try {
      const sent = await this.#batch();
      this.#outage.reset();
      this.dueAt = began + (sent / this.replay.eventsPerSecond) * 1_000;
      return sent;
    } catch (error) {
      const pauseMs = this.#outage.next();
      this.dueAt = performance.now() + pauseMs;
      this.#room.logger.warn({ err: error, replay: this.replay.id, pauseMs }, "the replay was held up");
      await this.#tell(error);
      return 0;
    }
  }

  async #batch(): Promise<number> {
    const { history } = this.#room;
    const { untilPosition: until, eventsPerSecond } = this.replay;
    const limit = Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(eventsPerSecond * STEP)));
    const range = { after: this.#progress.position, until };
    const page = await history.page(range, this.replay, { limit, lookAt: LOOK_AT });
    if (range.after < page.floor) {
      await this.#fail(range.after, 0, `The feed reaches back to position ${page.floor} only.`);
      return 0;
    }
    const refused = page.events.length > 0 ? await this.#send(page.events) : [];
    const first = refused.reduce((least, { index }) => Math.min(least, index), page.events.length);
    const culprit = page.events[first];
    if (culprit) {
      const reason = refused.find(({ index }) => index === first)?.reason as string;
      await this.#fail(culprit.position - 1, first, `${this.#target()}: ${reason}`);
      return first;
    }
    await this.#advance(page.lookedUpTo, page.events.length);
    return page.events.length;
  }

  #send(events: readonly FeedEvent[]): Promise<readonly Refused[]> {
    const { id: replayId, destination: name, throughExchange } = this.replay;
    const target: ReplayTarget = { replayId, kind: throughExchange ? "exchange" : "queue", name };
    // The last moment to see that another relay may be at it.
    if (!this.#room.lease.valid) throw new Error("the lease is over");
    return this.#sink.replay(events, target);
  }

  #target(): string {
    const { destination, throughExchange } = this.replay;
    return `The ${throughExchange ? "exchange" : "queue"} "${destination}"`;
  }

  async #advance(position: number, events: number): Promise<void> {
    const { replays, lease, logger } = this.#room;
    const { id, untilPosition } = this.replay;
    const progress = { position, sent: this.#progress.sent + events };
    const isOurs = await replays.advance(id, progress, lease.epoch);
    this.#progress = progress;
    this.over = !isOurs || position === untilPosition;
    if (this.over) logger.info({ replay: id, sent: progress.sent, done: isOurs }, "the replay is over");
  }

  async #fail(position: number, events: number, lastError: string): Promise<void> {
    const { replays, lease, logger } = this.#room;
    const progress = { position, sent: this.#progress.sent + events };
    await replays.fail(this.replay.id, { ...progress, lastError }, lease.epoch);
    this.over = true;
    logger.warn({ replay: this.replay.id, ...progress, lastError }, "the replay has failed");
  }

  async #tell(error: unknown): Promise<void> {
    const { replays, lease, logger } = this.#room;
    const text = error instanceof Error ? error.message : String(error);
    await replays
      .stumbled(this.replay.id, text, lease.epoch)
      .catch((saving: unknown) => logger.warn({ err: saving }, "why the replay is held up was not saved"));
  }
}
