import { expect } from "@jest/globals";
import { post, type Process } from "./cluster.js";
import { pace } from "./pace.js";

const ADJUST = `mutation ($id: ID!) {
  adjustStock(input: { productVariantId: $id, delta: 1, changeType: RETURN }) { userErrors { code } }
}`;

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
      const variables = { id: ids[turn % ids.length] };
      const write = this.#write(() => post(node.url, token, { query: ADJUST, variables }));
      underWay.add(write);
      // One that fails stays, and fails the whole.
      write.then(
        () => underWay.delete(write),
        () => this.#stopping.abort(),
      );
    }
    await Promise.all(underWay);
  }

  async #write(work: () => Promise<{ body: unknown }>): Promise<void> {
    const sentAt = performance.now();
    const { body } = await work();
    expect(body).toEqual({ data: { adjustStock: { userErrors: [] } } });
    this.#writes.push({ sentAt, tookMs: performance.now() - sentAt });
  }
}
