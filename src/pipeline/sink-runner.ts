import type { FeedEvent } from "../domain/events.js";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { SinkObserver } from "../ports/sink-observer.js";
import { Cursor } from "./cursor.js";
import type { FeedWindow } from "./feed-window.js";
import type { HeldLease } from "./held-lease.js";
import { toResend } from "./to-resend.js";

export interface SinkRunnerOptions {
  readonly log: FeedLog;
  readonly sink: EventSink;
  readonly lease: HeldLease;
  readonly window: FeedWindow;
  readonly wake: Nudge;
  readonly batchSize: number;
  readonly logger: Logger;
  readonly observer: SinkObserver;
}

const HEARTBEAT_MS = 1_000;

/** Delivers the feed to one sink, from its cursor on, as long as the lease holds. */
export async function runSink(options: SinkRunnerOptions, signal: AbortSignal): Promise<void> {
  const { log, sink, lease, window, wake, observer } = options;
  const logger = options.logger.child({ sink: sink.name });
  const outage = new Backoff({ firstMs: 50, longestMs: 5_000 });
  const pause = new Nudge();
  const cursor = await Cursor.open({
    log,
    sink,
    lease,
    start: sink.delivery === "live" ? window.head : 0,
    logger,
  });
  let heartbeatAt = 0;
  try {
    while (!signal.aborted && lease.valid && !cursor.lost) {
      try {
        await turn();
        outage.reset();
      } catch (error) {
        observer.failed(sink.name, 1);
        const pauseMs = outage.next();
        logger.warn({ err: error, position: cursor.position, pauseMs }, "the sink could not be served");
        await pause.wait(pauseMs, signal);
        // What a live sink's nodes missed meanwhile, they repair from the feed themselves.
        if (sink.delivery === "live") cursor.advanceTo(window.head);
      }
    }
  } finally {
    observer.left(sink.name);
    await cursor.close();
  }

  async function turn(): Promise<void> {
    observer.lagging(sink.name, window.head - cursor.position);
    const events = await window.after(cursor.position, options.batchSize);
    if (events.length > 0) return deliver(events);
    if (sink.heartbeat && performance.now() - heartbeatAt > HEARTBEAT_MS) {
      heartbeatAt = performance.now();
      await sink.heartbeat(cursor.position);
    }
    await wake.wait(HEARTBEAT_MS, signal);
  }

  async function deliver(events: readonly FeedEvent[]): Promise<void> {
    const resends = new Backoff({ firstMs: 20, longestMs: 5_000 });
    for (let rest = events; rest.length > 0;) {
      const refused = await sink.publish(rest);
      if (refused.length > 0) observer.failed(sink.name, refused.length);
      rest = toResend(rest, refused);
      if (rest.length === 0) break;
      logger.warn({ refused: refused.length, reason: refused[0]?.reason }, "the sink refused events");
      await pause.wait(resends.next(), signal);
      if (signal.aborted || !lease.valid) return;
    }
    observer.published(sink.name, events);
    cursor.advanceTo((events.at(-1) as FeedEvent).position);
  }
}
