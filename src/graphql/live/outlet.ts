import type { Writable } from "node:stream";

/** Why a connection, and with it its subscriptions, is ended. */
export type Ending = "behind" | "keep_alive" | "token_expired" | "token_withdrawn" | "stopping" | "client";

/** Why one of its subscriptions is ended, and not the connection. */
export type EndingAlone = "position_expired" | "limit_exceeded";

/** What outlets count together; plain numbers, since it is done for each result. */
export interface Tally {
  /** Results. */
  written: number;
  /** Subscriptions that ended with their connection, and those that ended alone. */
  readonly ended: Map<Ending | EndingAlone, number>;
}

export interface OutletOptions {
  /** What is written comes here in the end: what waits in it is bounded. */
  readonly stream: Writable;
  /** @returns false when more waits than the stream likes; it will say when it has drained. */
  readonly write: (frame: string) => boolean;
  /** Bytes that may wait for the other side; more than the stream's own high-water mark. */
  readonly limit: number;
  /** What the other side may take to read all that waits, once that is the limit. */
  readonly patienceMs: number;
  /** Ends the connection so that the other side learns why; called once at most. */
  readonly hangUp: (why: Ending) => void;
  /** Shows the other side that the connection lives, or finds out whether it does. */
  readonly beat?: () => void;
  readonly tally: Tally;
}

/** Calls it when the stream is closed; at once if it is already, since it would not tell again. */
export function onceClosed(stream: Writable, call: () => void): void {
  if (stream.closed) call();
  else stream.once("close", call);
}

/** One of those who share a connection. */
interface Subscriber {
  end(): void;
}

/** One connection, as its subscriptions share it. Nobody writes to it while it is full. */
export class Outlet {
  readonly #options: OutletOptions;
  readonly #stream: Writable;
  readonly #write: OutletOptions["write"];
  readonly #tally: Tally;
  readonly #subscribers = new Set<Subscriber>();
  #waiting: (() => void)[] = [];
  #stuck: NodeJS.Timeout | undefined;
  #ending: Ending | undefined;
  /** Whether any of ours waits: who takes all at once, as most do, is asked nothing more. */
  #waits = false;

  constructor(options: OutletOptions) {
    this.#options = options;
    // Looked up here, and not for each result.
    this.#stream = options.stream;
    this.#write = options.write;
    this.#tally = options.tally;
    options.stream.on("drain", () => {
      this.#waits = false;
      this.#resume();
    });
    onceClosed(options.stream, () => this.#end("client"));
  }

  get full(): boolean {
    return this.#waits && this.#isFull();
  }

  /** Bytes. */
  get buffered(): number {
    return this.#stream.writableLength;
  }

  write(frame: string): void {
    if (this.#ending) return;
    this.#tally.written += 1;
    if (this.#write(frame)) return;
    this.#waits = true;
    if (this.full) this.#watch();
  }

  /** Resolves when there is room. @returns false when there is nobody to write to any more. */
  async room(): Promise<boolean> {
    while (this.#isFull() && !this.#ending) {
      this.#watch();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return !this.#ending;
  }

  /** It is ended with the connection, if need be at once. */
  add(subscriber: Subscriber): void {
    if (this.#ending) subscriber.end();
    else this.#subscribers.add(subscriber);
  }

  /** It has ended. */
  delete(subscriber: Subscriber, why: EndingAlone | undefined): void {
    if (!this.#subscribers.delete(subscriber)) return;
    const { ended } = this.#options.tally;
    const reason = why ?? this.#ending ?? "client";
    ended.set(reason, (ended.get(reason) ?? 0) + 1);
  }

  /** What waits is silence enough: it is bounded by its own patience. */
  beat(): void {
    if (!this.#ending && !this.full) this.#options.beat?.();
  }

  /** Nothing is written any more, and the other side is told why. The first reason counts. */
  close(why: Ending): void {
    if (this.#ending) return;
    this.#ending = why;
    this.#options.hangUp(why);
    this.#end(why);
  }

  #end(why: Ending): void {
    this.#ending ??= why;
    for (const subscriber of [...this.#subscribers]) subscriber.end();
    this.#resume();
  }

  #isFull(): boolean {
    return this.#stream.writableLength >= this.#options.limit;
  }

  /** Whoever fills it: also answers to queries, which are not written here. */
  #watch(): void {
    if (this.#ending) return;
    this.#stuck ??= setTimeout(() => this.close("behind"), this.#options.patienceMs).unref();
  }

  #resume(): void {
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
