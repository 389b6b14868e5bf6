import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FailureLog, SetAside } from "../ports/failure-log.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { HeldLease } from "./held-lease.js";

interface CursorOptions {
  readonly log: FeedLog;
  readonly failures: FailureLog;
  readonly sink: EventSink;
  readonly lease: HeldLease;
  /** Where a sink that is new begins: after this position. */
  readonly start: number;
  readonly logger: Logger;
  /** Told of the rows that the database has now. */
  readonly onStored: (rows: readonly SetAside[]) => void;
}

/** At most this much is delivered again after a crash. */
const SAVE_EVERY_MS = 100;
const SAVE_AGAIN_MS = 500;
/** Of the rows that go with one statement. */
const MOST_ROWS = 1_000;
const BURDEN = 5 * MOST_ROWS;

/**
 * How far one sink has come: moved in memory at once, in the database soon after, one
 * statement at a time, so that no delivery waits for it. What was passed undelivered is
 * stored by the statement that passes it.
 */
export class Cursor {
  readonly #options: CursorOptions;
  #position: number;
  #saved: number;
  #rows: SetAside[] = [];
  #saving: Promise<void> | undefined;
  #savedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** A later holder of the lease has moved it. */
  lost = false;

  private constructor(options: CursorOptions, position: number) {
    this.#options = options;
    this.#position = position;
    this.#saved = position;
  }

  static async open(options: CursorOptions): Promise<Cursor> {
    return new Cursor(options, await options.log.cursor(options.sink.name, options.start));
  }

  get position(): number {
    return this.#position;
  }

  /** So much waits for the database that no more should be passed for now. */
  get burdened(): boolean {
    return this.#rows.length >= BURDEN;
  }

  /** @param rows in order of the feed. */
  advanceTo(position: number, rows: readonly SetAside[] = []): void {
    this.#position = Math.max(position, this.#position);
    for (const row of rows) this.#rows.push(row);
    if (rows.some(({ refused }) => refused)) this.hurry();
    if (!this.#saving && !this.#timer) this.#saveIn(SAVE_EVERY_MS - (performance.now() - this.#savedAt));
  }

  /** Saves as soon as may be: somebody waits for the rows. */
  hurry(): void {
    this.#savedAt = -Infinity;
    if (this.#saving) return;
    clearTimeout(this.#timer);
    this.#saveIn(0);
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    await this.#saving;
    clearTimeout(this.#timer);
    while ((await this.#save()) && !this.lost && this.#unsaved) continue;
  }

  get #unsaved(): boolean {
    return this.#position !== this.#saved;
  }

  #saveIn(ms: number): void {
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#saving = this.#save().then((saved) => {
          this.#saving = undefined;
          if (!saved) this.#saveIn(SAVE_AGAIN_MS);
          else if (this.#rows.length >= MOST_ROWS) this.#saveIn(0);
          else if (this.#unsaved) this.#saveIn(SAVE_EVERY_MS - (performance.now() - this.#savedAt));
        });
      },
      Math.max(0, ms),
    );
  }

  /** @returns whether the database has it. */
  async #save(): Promise<boolean> {
    const { log, failures, sink, lease, logger } = this.#options;
    const rows = this.#rows.slice(0, MOST_ROWS);
    const next = this.#rows[MOST_ROWS];
    // Never past a row that does not go along.
    const position = next ? next.event.position - 1 : this.#position;
    this.#savedAt = performance.now();
    if (position === this.#saved) return true;
    try {
      const mine =
        rows.length > 0
          ? await failures.setAside(sink.name, { rows, position }, lease.epoch)
          : await log.advance(sink.name, position, lease.epoch);
      this.lost = !mine;
      this.#saved = position;
      this.#rows.splice(0, rows.length);
      if (mine && rows.length > 0) this.#options.onStored(rows);
      return true;
    } catch (error) {
      logger.warn({ err: error, position }, "the sink's cursor was not saved");
      return false;
    }
  }
}
