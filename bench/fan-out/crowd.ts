import type { ClientJob, ClientResult, CrowdJob } from "./fan-out.js";
import { SHAPES } from "./shapes.js";
import { Subscriber } from "./subscriber.js";

type Report = Extract<ClientJob, { kind: "report" }>;

/** So many at a time come in. */
const AT_ONCE = 32;
/** Pairs of position and moment; grown when it is full. */
const FIRST_ROOM = 1 << 20;

/** All sockets of this process to one server. */
export class Crowd {
  readonly #subscribers: Subscriber[] = [];
  #total = 0;
  #faults = 0;
  #firstFault: string | undefined;
  readonly #samples: string[] = [];
  #awaited = Infinity;
  #reached = (): void => undefined;
  #arrivals: Float64Array | undefined;
  #noted = 0;

  async open({ port, authorization, from, count }: CrowdJob): Promise<void> {
    let next = from;
    const some = async () => {
      while (next < from + count) {
        const kind = next++ % SHAPES.length;
        const shape = SHAPES[kind] as (typeof SHAPES)[number];
        const subscriber = new Subscriber({
          port,
          authorization,
          shape,
          event: (position, bytes, start, end) => {
            this.#samples[kind] ??= bytes.toString("utf8", start, end);
            this.#event(position);
          },
          fault: (what) => this.#fault(what),
        });
        await subscriber.ready;
        this.#subscribers.push(subscriber);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, some));
  }

  until(total: number, patienceMs: number): Promise<void> {
    if (this.#total >= total) return Promise.resolve();
    this.#awaited = total;
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#reached(), patienceMs);
      this.#reached = () => {
        this.#awaited = Infinity;
        clearTimeout(patience);
        resolve();
      };
    });
  }

  record(): void {
    this.#arrivals = new Float64Array(FIRST_ROOM);
    this.#noted = 0;
  }

  /** @returns how many came how late, in tenths of a ms, ascending. */
  delays({ occurred }: Report): [number, number][] {
    const times = new Map(occurred);
    const counts = new Map<number, number>();
    for (let at = 0; at < this.#noted; at += 2) {
      const since = times.get(this.#arrivals?.[at] as number);
      if (since === undefined) continue;
      const tenths = Math.round(((this.#arrivals?.[at + 1] as number) - since) * 10);
      counts.set(tenths, (counts.get(tenths) ?? 0) + 1);
    }
    this.#arrivals = undefined;
    return [...counts].sort(([a], [b]) => a - b);
  }

  result(delays: [number, number][] = []): ClientResult {
    const { user, system } = process.cpuUsage();
    const events = this.#subscribers.map((subscriber) => subscriber.events);
    return {
      total: this.#total,
      least: events.reduce((least, each) => Math.min(least, each), Infinity),
      most: events.reduce((most, each) => Math.max(most, each), 0),
      faults: this.#faults,
      firstFault: this.#firstFault,
      cpuMicros: user + system,
      delays,
      samples: this.#samples.filter((sample) => sample !== undefined),
    };
  }

  #event(position: number): void {
    if (this.#arrivals) this.#note(position);
    if (++this.#total >= this.#awaited) this.#reached();
  }

  #note(position: number): void {
    if (this.#noted + 2 > (this.#arrivals?.length ?? 0)) {
      const grown = new Float64Array(this.#noted * 2);
      grown.set(this.#arrivals as Float64Array);
      this.#arrivals = grown;
    }
    const arrivals = this.#arrivals as Float64Array;
    arrivals[this.#noted++] = position;
    arrivals[this.#noted++] = performance.timeOrigin + performance.now();
  }

  #fault(what: string): void {
    this.#faults++;
    this.#firstFault ??= what;
  }
}
