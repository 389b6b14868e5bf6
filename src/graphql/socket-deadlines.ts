import { Deadline, runUnder } from "../lib/deadline.js";

/** The queries and mutations under way on each socket: each has its time, and none goes on when the socket is gone. */
export class SocketDeadlines {
  readonly #ms: number;
  readonly #open = new WeakMap<object, Set<Deadline>>();

  constructor(ms: number) {
    this.#ms = ms;
  }

  async run<T>(socket: object, work: () => T | Promise<T>): Promise<T> {
    const deadline = new Deadline(this.#ms);
    const open = this.#open.get(socket) ?? new Set();
    this.#open.set(socket, open.add(deadline));
    try {
      return await runUnder(deadline, work);
    } finally {
      deadline.answered();
      open.delete(deadline);
    }
  }

  end(socket: object): void {
    for (const deadline of this.#open.get(socket) ?? []) deadline.end();
  }
}
