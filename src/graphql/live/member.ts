import type { Failure } from "../../domain/failure.js";
import { defer } from "../../lib/deferred.js";
import type { EndingAlone, Outlet } from "./outlet.js";

/** How a subscriber is reached. */
export interface Delivery {
  readonly outlet: Outlet;
  /** What is written for a result that was serialised for all: it only adds what is the subscriber's own. */
  readonly encode: (payload: string, position: number) => string;
}

/** What a group knows of its member when it cannot be given what comes. */
export interface MemberGroup {
  /** Brings it level again with what the others are given, and then makes it live. */
  refill(member: Member): void;
  leave(member: Member): void;
}

interface Waiting {
  readonly position: number;
  readonly payload: string;
}

/** Variants of which a conflating member that is slow keeps the latest. */
const MOST_CONFLATED = 1_000;

function reasonOf({ code }: Failure): EndingAlone {
  return code === "LIMIT_EXCEEDED" ? "limit_exceeded" : "position_expired";
}

/**
 * One subscription. It is iterated by whoever runs the protocol, who hears of its end thereby;
 * its results go to the outlet directly, each of them with a greater position than the one before.
 */
export class Member implements AsyncIterableIterator<never> {
  readonly conflate: boolean;
  readonly outlet: Outlet;
  /** Everything up to it was given. */
  seen: number;
  #state: "behind" | "live" | "ended" = "behind";
  readonly #group: MemberGroup;
  readonly #encode: Delivery["encode"];
  #latest: Map<string, Waiting> | null = null;
  readonly #ended = defer<IteratorReturnResult<undefined>>();

  constructor(group: MemberGroup, { outlet, encode }: Delivery, start: number, conflate: boolean) {
    this.#group = group;
    this.outlet = outlet;
    this.#encode = encode;
    this.seen = start;
    this.conflate = conflate;
    // It may end before anybody waits for that.
    this.#ended.promise.catch(() => undefined);
  }

  get isLive(): boolean {
    return this.#state === "live";
  }

  get isBehind(): boolean {
    return this.#state === "behind";
  }

  /** It is to be brought level, and its connection is full. */
  get hasToWait(): boolean {
    return this.isBehind && this.outlet.full;
  }

  /** From now on it takes what its group gives. */
  goLive(): void {
    if (this.#state === "behind") this.#state = "live";
  }

  /** Everything up to the position was given, and the rest is got by other ways. */
  fallBehind(position: number): void {
    if (this.#state !== "live") return;
    this.#state = "behind";
    // What it kept was not given yet: it is got again with the rest.
    if (!this.#latest) this.seen = Math.max(this.seen, position);
    this.#latest = null;
    this.#group.refill(this);
  }

  /** The next result of the group. `key`: what a later one would replace it by. */
  give(position: number, key: string, payload: string): void {
    if (this.#state !== "live" || position <= this.seen) return;
    if (this.#latest) this.#keep(this.#latest, key, { position, payload });
    else if (!this.outlet.full) this.send(position, payload);
    else if (this.conflate) void this.#conflated(key, { position, payload });
    else this.fallBehind(position - 1);
  }

  send(position: number, payload: string): void {
    this.outlet.write(this.#encode(payload, position));
    this.seen = position;
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    return this.#ended.promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  throw(): Promise<IteratorReturnResult<undefined>> {
    return this.return();
  }

  end(error?: Failure): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#latest = null;
    this.#group.leave(this);
    this.outlet.delete(this, error && reasonOf(error));
    if (error) this.#ended.reject(error);
    else this.#ended.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Keeps the latest result of each key until there is room, and what comes meanwhile. */
  async #conflated(key: string, first: Waiting): Promise<void> {
    const latest = (this.#latest = new Map([[key, first]]));
    while (latest.size > 0) {
      if (!(await this.outlet.room()) || this.#latest !== latest) return;
      for (const [each, { position, payload }] of latest) {
        if (this.outlet.full) break;
        latest.delete(each);
        this.send(position, payload);
      }
    }
    this.#latest = null;
  }

  #keep(latest: Map<string, Waiting>, key: string, waiting: Waiting): void {
    latest.delete(key);
    if (latest.size >= MOST_CONFLATED) this.outlet.close("behind");
    else latest.set(key, waiting);
  }
}
