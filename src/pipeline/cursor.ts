import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { HeldLease } from "./held-lease.js";

interface CursorOptions {
  readonly log: FeedLog;
  readonly sink: EventSink;
  readonly lease: HeldLease;
  /** Where a sink that is new begins: after this position. */
  readonly start: number;
  readonly logger: Logger;
}

/** At most this much is delivered again after a crash. */
const SAVE_EVERY_MS = 100;
const SAVE_AGAIN_MS = 500;

/**
 * How far one sink has come: moved in memory at once, in the database soon after, one
 * statement at a time, so that no delivery waits for it.
 */
export class Cursor {
  readonly #options: CursorOptions;
  #position: number;
  #saved: number;
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

  advanceTo(position: number): void {
    this.#position = Math.max(position, this.#position);
    if (!this.#saving && !this.#timer) this.#saveIn(SAVE_EVERY_MS - (performance.now() - this.#savedAt));
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    await this.#saving;
    clearTimeout(this.#timer);
    await this.#save();
  }

  #saveIn(ms: number): void {
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#saving = this.#save().then((saved) => {
          this.#saving = undefined;
          if (!saved) this.#saveIn(SAVE_AGAIN_MS);
          else if (this.#position !== this.#saved) this.#saveIn(SAVE_EVERY_MS);
        });
      },
      Math.max(0, ms),
    );
  }

  /** @returns whether the database has it. */
  async #save(): Promise<boolean> {
    const { log, sink, lease, logger } = this.#options;
    const position = this.#position;
    this.#savedAt = performance.now();
    if (position === this.#saved) return true;
    try {
      this.lost = !(await log.advance(sink.name, position, lease.epoch));
      this.#saved = position;
      return true;
    } catch (error) {
      logger.warn({ err: error, position }, "the sink's cursor was not saved");
      return false;
    }
  }
}
