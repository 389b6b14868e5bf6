import { Nudge } from "../lib/nudge.js";
import { BlockedKeys } from "./blocked-keys.js";
import { Breaker } from "./breaker.js";
import { Cursor } from "./cursor.js";
import { deliver } from "./deliver.js";
import { Flights } from "./flights.js";
import { retryFailures } from "./retry-failures.js";
import type { Serving, SinkRunnerOptions } from "./serving.js";
import { Suspicion } from "./suspicion.js";

const DETACHED_LOOK_MS = 1_000;

/** Delivers the feed to one sink, from its cursor on, as long as the lease holds and the sink is attached. */
export async function runSink(options: SinkRunnerOptions, signal: AbortSignal): Promise<void> {
  const { log, failures, sink, lease, window, observer } = options;
  const logger = options.logger.child({ sink: sink.name });
  const pause = new Nudge();
  const start = () => (sink.delivery === "live" ? window.head : 0);
  let told = false;
  while (!signal.aborted && lease.valid) {
    await log.cursor(sink.name, start());
    const state = await failures.claim(sink.name, lease.epoch);
    if (state === null) return;
    if (state !== "DETACHED") {
      told = false;
      const serving = await open({ ...options, logger }, start());
      await serve(serving, signal);
      if (serving.cursor.lost) return;
      continue;
    }
    if (!told) logger.warn("the sink is detached: it is not served");
    told = true;
    observer.left(sink.name);
    await pause.wait(DETACHED_LOOK_MS, signal);
  }
}

async function open(options: SinkRunnerOptions, start: number): Promise<Serving> {
  const { sink, wake, observer, logger } = options;
  const blocked = new BlockedKeys();
  const retryWake = new Nudge();
  const parkedHolds = options.retry.behindParked === "HOLD";
  const { heads } = await options.failures.look(sink.name, parkedHolds);
  for (const { key } of heads) blocked.block(key);
  const cursor = await Cursor.open({
    ...{ ...options, start },
    onStored(rows) {
      blocked.settled(rows.map(({ key }) => key));
      if (serving.rowsAwaited || rows.some(({ refused }) => refused)) retryWake.signal();
      wake.signal();
    },
  });
  let paused = false;
  const breaker = new Breaker(
    () => sink.fault(),
    (state) => {
      observer.breaker(sink.name, state);
      const { lastError } = breaker;
      if (state === "OPEN" && !paused) logger.warn({ breaker: state, lastError }, "the sink is paused");
      if (state === "CLOSED") logger.info({ breaker: state }, "the sink goes on");
      paused = state !== "CLOSED";
      retryWake.signal();
    },
  );
  observer.breaker(sink.name, breaker.state);
  const serving: Serving = {
    ...options,
    ...{ cursor, blocked, breaker, retryWake, flights: new Flights(sink, () => wake.signal()) },
    suspicion: new Suspicion((event) => sink.carries?.(event) ?? true),
    ...{ sent: cursor.position, rowsAwaited: false, detached: false },
  };
  return serving;
}

/** Until it is over for one of the two, which ends the other. */
async function serve(serving: Serving, signal: AbortSignal): Promise<void> {
  const { cursor, sink, observer } = serving;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const end = () => over.abort();
  // What is refused while the last batches are confirmed is not retried any more, but stored.
  const parts = [deliver(serving, either), retryFailures(serving, either)];
  const ends = await Promise.allSettled(parts.map((part) => part.finally(end)));
  observer.left(sink.name);
  await cursor.close();
  const failure = ends.find((part) => part.status === "rejected");
  if (failure) throw failure.reason;
}
