import type { FeedEvent } from "../domain/events.js";
import type { EventSink, Refused } from "../ports/event-sink.js";
import type { Divided } from "./blocked-keys.js";

interface Flight extends Divided {
  readonly settled: Promise<void>;
  outcome?: { readonly refused: readonly Refused[] } | { readonly error: unknown };
}

/** What a batch, or several in a row, came to. */
export interface Landed extends Divided {
  /** By index in `sent`. */
  readonly refused: readonly Refused[];
}

/** Enough to cover the time that a confirm takes, few enough to send again. */
const MOST = 4;

/** The batches that are on their way to one sink; what they came to is taken in order. */
export class Flights {
  readonly #sink: EventSink;
  readonly #onSettled: () => void;
  #flights: Flight[] = [];

  constructor(sink: EventSink, onSettled: () => void) {
    this.#sink = sink;
    this.#onSettled = onSettled;
  }

  get full(): boolean {
    return this.#flights.length >= MOST;
  }

  get empty(): boolean {
    return this.#flights.length === 0;
  }

  /** One was not taken: until that is dealt with, anything sent would overtake it. */
  get troubled(): boolean {
    return this.#flights.some(({ outcome }) => outcome && ("error" in outcome || outcome.refused.length > 0));
  }

  /** Resolves when the oldest is settled. */
  async oldest(): Promise<void> {
    await this.#flights[0]?.settled;
  }

  /** What is set aside goes along, so that it is passed in its turn. */
  send(divided: Divided): void {
    const settle = (outcome: NonNullable<Flight["outcome"]>) => {
      flight.outcome = outcome;
      this.#onSettled();
    };
    const { sent } = divided;
    const published = sent.length > 0 ? this.#sink.publish(sent) : Promise.resolve([]);
    const settled = published.then(
      (refused) => settle({ refused }),
      (error: unknown) => settle({ error }),
    );
    const flight: Flight = { ...divided, settled };
    this.#flights.push(flight);
  }

  /**
   * Takes out the oldest batch if it has been settled; one with refusals only together with
   * all behind it, since what is held behind a refused event may be among them.
   *
   * @throws what the batch, or one behind a refusal, failed with.
   */
  async land(): Promise<Landed | undefined> {
    const oldest = this.#flights[0]?.outcome;
    if (!oldest) return undefined;
    if ("error" in oldest) throw oldest.error;
    if (oldest.refused.length > 0) return this.#landAll();
    const { sent, aside } = this.#flights.shift() as Flight;
    return { sent, aside, refused: [] };
  }

  /** Waits for all, whatever they come to, and forgets them. @returns what they had set aside. */
  async abandon(): Promise<readonly FeedEvent[]> {
    await Promise.all(this.#flights.map(({ settled }) => settled));
    const aside = this.#flights.flatMap((flight) => flight.aside);
    this.#flights = [];
    return aside;
  }

  async #landAll(): Promise<Landed> {
    await Promise.all(this.#flights.map(({ settled }) => settled));
    const sent: FeedEvent[] = [];
    const refused: Refused[] = [];
    for (const flight of this.#flights) {
      const { outcome } = flight;
      if (!outcome || "error" in outcome) throw outcome?.error;
      refused.push(...outcome.refused.map(({ index, reason }) => ({ index: sent.length + index, reason })));
      sent.push(...flight.sent);
    }
    const aside = this.#flights.flatMap((flight) => flight.aside);
    this.#flights = [];
    return { sent, aside, refused };
  }
}
