import { defer } from "../../lib/deferred.js";
import { onceClosed, Outlet, type OutletOptions, type Tally } from "./outlet.js";

export type OutletKind = "socket" | "stream";

export interface OutletsOptions {
  readonly limit: number;
  readonly patienceMs: number;
  /** Each connection is given a beat so often. */
  readonly keepAliveMs: number;
}

/** The period of beats has so many parts, so that thousands are not all due at the same moment. */
const PARTS = 32;

/** Every connection of this node that results are written to. */
export class Outlets {
  readonly tally: Tally = { written: 0, ended: new Map() };
  readonly #options: OutletsOptions;
  readonly #open: Readonly<Record<OutletKind, Set<Outlet>>> = { socket: new Set(), stream: new Set() };
  /** By the part of the period that each is due in. */
  readonly #due: readonly Set<Outlet>[] = Array.from({ length: PARTS }, () => new Set());
  readonly #beats: NodeJS.Timeout;
  readonly #emptied = defer<void>();
  #opened = 0;
  #part = 0;
  #closed = false;

  constructor(options: OutletsOptions) {
    this.#options = options;
    this.#beats = setInterval(() => this.#beat(), options.keepAliveMs / PARTS).unref();
  }

  get closed(): boolean {
    return this.#closed;
  }

  open(kind: OutletKind, given: Pick<OutletOptions, "stream" | "write" | "hangUp" | "beat">): Outlet {
    const { limit, patienceMs } = this.#options;
    const outlet = new Outlet({ ...given, limit, patienceMs, tally: this.tally });
    const open = this.#open[kind].add(outlet);
    const due = (this.#due[(this.#opened += 1) % PARTS] as Set<Outlet>).add(outlet);
    onceClosed(given.stream, () => {
      open.delete(outlet);
      due.delete(outlet);
      if (this.#closed && this.#isEmpty()) this.#emptied.resolve();
    });
    return outlet;
  }

  size(kind: OutletKind): number {
    return this.#open[kind].size;
  }

  /** Bytes that wait in the process: of all connections, and of the one with most. */
  buffered(): { readonly sum: number; readonly most: number } {
    let [sum, most] = [0, 0];
    for (const { buffered } of this.#all()) {
      sum += buffered;
      most = Math.max(most, buffered);
    }
    return { sum, most };
  }

  /** Tells everybody that the node stops. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#beats);
    for (const outlet of [...this.#all()]) outlet.close("stopping");
  }

  /** Resolves, once they are closed, when every connection is. */
  emptied(): Promise<void> {
    if (this.#isEmpty()) this.#emptied.resolve();
    return this.#emptied.promise;
  }

  #isEmpty(): boolean {
    return this.size("socket") + this.size("stream") === 0;
  }

  #beat(): void {
    this.#part = (this.#part + 1) % PARTS;
    for (const outlet of this.#due[this.#part] as Set<Outlet>) outlet.beat();
  }

  *#all(): Generator<Outlet> {
    for (const open of Object.values(this.#open)) yield* open;
  }
}
