import { AsyncLocalStorage } from "node:async_hooks";

/** The time that one request has. It is over early when nobody waits for the answer any more. */
export class Deadline {
  #until: number;
  readonly #timer: NodeJS.Timeout;
  #listeners: Set<() => void> | undefined;
  #over = false;

  constructor(ms: number) {
    this.#until = performance.now() + ms;
    this.#timer = setTimeout(() => this.end(), ms).unref();
  }

  get over(): boolean {
    return this.#over;
  }

  /** From 0. */
  get leftMs(): number {
    return this.#over ? 0 : Math.max(0, this.#until - performance.now());
  }

  /** From now on it takes as long as it takes: only who does not wait for it any more ends it. */
  lift(): void {
    clearTimeout(this.#timer);
    this.#until = Infinity;
  }

  /** What runs for the request is given up. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#over = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  /** The request is answered: nothing ends any more. */
  answered(): void {
    clearTimeout(this.#timer);
    this.#listeners = undefined;
  }

  /** Called once, when it is over; never, if it is over already. @returns what takes the listener away. */
  onEnd(listener: () => void): () => void {
    (this.#listeners ??= new Set()).add(listener);
    return () => this.#listeners?.delete(listener);
  }
}

const running = new AsyncLocalStorage<Deadline | undefined>();

/** Whatever `work` begins, and awaits, is bounded by the deadline, without being handed it. */
export function runUnder<T>(deadline: Deadline, work: () => T): T {
  return running.run(deadline, work);
}

/** For what is never given up half-way, whoever asked for it. */
export function runUnbounded<T>(work: () => T): T {
  return running.run(undefined, work);
}

/** undefined: what runs here is nobody's request. */
export function currentDeadline(): Deadline | undefined {
  return running.getStore();
}
