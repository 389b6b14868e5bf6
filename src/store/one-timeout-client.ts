import type { Socket } from "node:net";
import pg from "pg";

const TIMED_OUT = "Query read timeout";

/**
 * A client that breaks its connection when an answer does not come in time. Kept, it would
 * go back to the pool with a transaction still open on the server, and the next BEGIN would
 * join that: what was given up, and run again elsewhere, would be committed as well.
 */
export class OneTimeoutClient extends pg.Client {
  override query(...args: unknown[]): never {
    const result = (super.query as (...given: unknown[]) => unknown).apply(this, args);
    if (result instanceof Promise) result.catch((error: unknown) => this.#breakAfter(error));
    return result as never;
  }

  #breakAfter(error: unknown): void {
    if (!(error instanceof Error) || error.message !== TIMED_OUT) return;
    (this as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  }
}
