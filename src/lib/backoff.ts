import { ExponentialBackoff, type IBackoff } from "cockatiel";

/** Pauses between tries, in milliseconds: exponential, with jitter, up to the longest. */
export class Backoff {
  readonly #from: ExponentialBackoff<unknown>;
  #current: IBackoff<unknown> | undefined;

  constructor(options: { firstMs: number; longestMs: number }) {
    this.#from = new ExponentialBackoff({ initialDelay: options.firstMs, maxDelay: options.longestMs });
  }

  next(): number {
    this.#current = this.#current ? this.#current.next(undefined) : this.#from.next();
    return this.#current.duration;
  }

  /** After a success: the next pause is a first one again. */
  reset(): void {
    this.#current = undefined;
  }
}
