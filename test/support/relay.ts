import { orderingKey, type FeedEvent } from "../../src/domain/events.js";
import { createLogger, type Logger } from "../../src/lib/logger.js";
import { Nudge } from "../../src/lib/nudge.js";
import { runRelay, type RelayOptions } from "../../src/pipeline/relay.js";
import type { EventSink, Refused } from "../../src/ports/event-sink.js";
import type { FailureLog } from "../../src/ports/failure-log.js";
import type { FeedLog } from "../../src/ports/feed-log.js";
import type { BreakerState, SinkObserver } from "../../src/ports/sink-observer.js";
import { createFailureLog } from "../../src/store/feed/failure-log.js";
import { REGISTRY } from "./registry.js";
import { uniqueName } from "./services.js";
import type { Store } from "./store.js";

/** A relay of a test loses its lease when the test says so, and not because the machine stood still. */
export const PATIENT_LEASE_MS = 60_000;

type Answer = (events: readonly FeedEvent[]) => Promise<readonly Refused[]> | readonly Refused[];

/** A sink whose other side does as the test says; `publish` is called with every batch. */
export function sinkThat(answer: Answer, delivery: EventSink["delivery"] = "durable") {
  const batches: (readonly FeedEvent[])[] = [];
  const heads: number[] = [];
  const sink: EventSink = {
    name: uniqueName("sink"),
    delivery,
    async publish(events) {
      batches.push(events);
      return answer(events);
    },
    heartbeat: async (head) => void heads.push(head),
    fault: () => null,
    close: async () => undefined,
  };
  return { sink, batches, heads, events: () => batches.flat() };
}

/** A sink that stores what it takes, in order, refuses what it is told to, and can be away. */
export class StoringSink implements EventSink {
  readonly name = uniqueName("sink");
  readonly delivery = "durable";
  /** As they came, with what came twice. */
  readonly taken: FeedEvent[] = [];
  /** Positions of what was offered. */
  readonly offered: number[] = [];
  readonly deadLetters: { readonly event: FeedEvent; readonly attempts: number }[] = [];
  refuses: (event: FeedEvent) => boolean = () => false;
  away: string | null = null;
  deadLettersAway = false;

  async publish(events: readonly FeedEvent[]): Promise<readonly Refused[]> {
    if (this.away !== null) throw new Error(this.away);
    this.offered.push(...events.map(({ position }) => position));
    const refused = events.flatMap((event, index) =>
      this.refuses(event) ? [{ index, reason: `it refuses ${event.position}` }] : [],
    );
    const not = new Set(refused.map(({ index }) => index));
    this.taken.push(...events.filter((_, index) => !not.has(index)));
    return refused;
  }

  async deadLetter(event: FeedEvent, { attempts }: { readonly attempts: number }): Promise<void> {
    if (this.away !== null || this.deadLettersAway) throw new Error(this.away ?? "no dead letters now");
    this.deadLetters.push({ event, attempts });
  }

  fault(): string | null {
    return this.away;
  }

  async close(): Promise<void> {}

  /** Of one item, or of all. */
  positions(aggregateId?: string): number[] {
    const of = this.taken.filter((event) => aggregateId === undefined || event.aggregateId === aggregateId);
    return of.map(({ position }) => position);
  }

  /** Of each key, in order of their last delivery. */
  lastDeliveries(): Map<string, number[]> {
    const last = new Map(this.taken.map(({ position }, index) => [position, index]));
    const byKey = new Map<string, number[]>();
    for (const [index, event] of this.taken.entries()) {
      if (last.get(event.position) !== index) continue;
      const key = orderingKey(event);
      byKey.set(key, [...(byKey.get(key) ?? []), event.position]);
    }
    return byKey;
  }
}

export interface RelaySettings extends Partial<
  Pick<
    RelayOptions,
    "batchSize" | "leaseTtlMs" | "logger" | "nudge" | "pollIntervalMs" | "retaining" | "wakeUp"
  >
> {
  readonly retry?: Partial<RelayOptions["retry"]>;
  /** What is to behave otherwise than the database. */
  readonly log?: Partial<FeedLog>;
  readonly failures?: Partial<FailureLog>;
}

export interface RunningRelay {
  /** What the observer was told, but `lagging`, as text. */
  readonly told: readonly string[];
  readonly lags: readonly number[];
  readonly breaker: readonly BreakerState[];
  stop(): Promise<void>;
}

export function startTestRelay(store: Store, sink: EventSink, settings: RelaySettings = {}): RunningRelay {
  const stopping = new AbortController();
  const told: string[] = [];
  const lags: number[] = [];
  const breaker: BreakerState[] = [];
  const observer: SinkObserver = {
    published: (_, events) => void told.push(`published ${events.map(({ position }) => position).join(" ")}`),
    refused: (_, events) => void told.push(`refused ${events}`),
    retried: (_, events) => void told.push(`retried ${events}`),
    parked: (_, { position }) => void told.push(`parked ${position}`),
    unreachable: () => void told.push("unreachable"),
    breaker: (_, state) => void breaker.push(state),
    lagging: (_, events) => void lags.push(events),
    detached: () => void told.push("detached"),
    left: () => void told.push("left"),
  };
  const { log = {}, failures = {}, retry = {}, ...rest } = settings;
  const running = runRelay(
    {
      ...{
        sinks: [sink],
        nudge: new Nudge(),
        wakeUp: { fault: () => null },
        pollIntervalMs: 20,
        batchSize: 100,
        leaseTtlMs: PATIENT_LEASE_MS,
        observer,
      },
      ...{ logger: createLogger("silent") satisfies Logger, ...rest },
      log: { ...store.log, ...log },
      failures: { ...createFailureLog(store.database.pool, REGISTRY), ...failures },
      retry: {
        ...{ firstMs: 20, longestMs: 100, factor: 2, attempts: 3, behindParked: "HOLD" as const },
        ...retry,
      },
    },
    stopping.signal,
  );
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { told, lags, breaker, stop };
}
