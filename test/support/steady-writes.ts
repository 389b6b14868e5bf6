import { expect } from "@jest/globals";
import type { Process } from "./cluster.js";
import { mutate, type KeyedMutation, type Recipient } from "./keyed-mutation.js";
import { eventually } from "./eventually.js";
import { pace } from "./pace.js";

interface Write {
  readonly sentAt: number;
  readonly tookMs: number;
}

export interface SteadyWritesOptions {
  readonly node: Pick<Process, "url">;
  readonly token: string;
  readonly ids: readonly string[];
  readonly perSecond: number;
}

/** Changes of items at a steady rate, whether those before are answered or not. */
export class SteadyWrites {
  readonly #writes: Write[] = [];
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: SteadyWritesOptions) {
    this.#running = this.#run(options);
    // It is awaited by `stop`; until then a failure is not unheard of.
    this.#running.catch(() => undefined);
  }

  get answered(): number {
    return this.#writes.length;
  }

  /** Resolves when so many more were answered. */
  async more(writes: number): Promise<void> {
    const wanted = this.answered + writes;
    await eventually(
      async () => {
        if (this.#stopping.signal.aborted) return this.#running;
        expect(this.answered).toBeGreaterThanOrEqual(wanted);
      },
      { timeoutMs: 60_000 },
    );
  }

  /** How long those took that were sent in between, by `performance.now()`. */
  times(from: number, until: number): number[] {
    return this.#writes.filter(({ sentAt }) => sentAt >= from && sentAt < until).map(({ tookMs }) => tookMs);
  }

  /** Resolves when all are answered; fails unless all were done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run({ node, token, ids, perSecond }: SteadyWritesOptions): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for await (const turn of pace(perSecond, this.#stopping.signal)) {
      const change = { productVariantId: ids[turn % ids.length], delta: 1, changeType: "RETURN" };
      const input = { ...change, idempotencyKey: `write-${turn}` };
      const write = this.#write({ verb: "adjustStock", input }, { node, token, passing: [] });
      underWay.add(write);
      // One that fails stays, and fails the whole.
      write.then(
        () => underWay.delete(write),
        () => this.#stopping.abort(),
      );
    }
    await Promise.all(underWay);
  }

  /** Once: a service that runs answers each. */
  async #write(mutation: KeyedMutation, recipient: Recipient): Promise<void> {
    const sentAt = performance.now();
    const answer = await mutate(mutation, recipient);
    expect(answer?.userErrors).toEqual([]);
    this.#writes.push({ sentAt, tookMs: performance.now() - sentAt });
  }
}
