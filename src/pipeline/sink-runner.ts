import type { FeedEvent } from "../domain/events.js";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { SinkObserver } from "../ports/sink-observer.js";
import { Cursor } from "./cursor.js";
import type { FeedWindow } from "./feed-window.js";
import { Flights, type Landed } from "./flights.js";
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
  const flights = new Flights(sink, () => wake.signal());
  let sent = cursor.position;
  let heartbeatAt = 0;
  try {
    while (!signal.aborted && lease.valid && !cursor.lost) {
      try {
        await turn();
      } catch (error) {
        await recover(error);
      }
    }
    while (!flights.empty) {
      await flights.oldest();
      await confirmOldest();
    }
  } catch (error) {
    logger.warn({ err: error }, "what was under way when the relay stopped is sent again by the next one");
  } finally {
    observer.left(sink.name);
    await flights.abandon();
    await cursor.close();
  }

  /** Takes what has been confirmed, sends what there is, and waits for more of either. */
  async function turn(): Promise<void> {
    while (await confirmOldest()) continue;
    observer.lagging(sink.name, window.head - cursor.position);
    const room = !flights.full && !flights.troubled;
    const events = room ? await window.after(sent, options.batchSize) : [];
    const last = events.at(-1);
    // Looked at again: a batch may have failed while this one was read.
    if (last && !flights.troubled) {
      flights.send(events);
      sent = last.position;
      return;
    }
    if (flights.empty && sink.heartbeat && performance.now() - heartbeatAt > HEARTBEAT_MS) {
      heartbeatAt = performance.now();
      await sink.heartbeat(cursor.position);
    }
    await wake.wait(HEARTBEAT_MS, signal);
  }

  /** @returns whether there was one. */
  async function confirmOldest(): Promise<boolean> {
    const landed = await flights.land();
    if (!landed) return false;
    if (landed.refused.length > 0) await resend(landed);
    outage.reset();
    observer.published(sink.name, landed.events);
    cursor.advanceTo((landed.events.at(-1) as FeedEvent).position);
    return true;
  }

  /** Until nothing is refused any more: the cursor does not pass what was not delivered. */
  async function resend({ events, refused }: Landed): Promise<void> {
    const pauses = new Backoff({ firstMs: 20, longestMs: 5_000 });
    for (let rest = events, reasons = refused; reasons.length > 0;) {
      observer.refused(sink.name, reasons.length);
      logger.warn({ refused: reasons.length, reason: reasons[0]?.reason }, "the sink refused events");
      rest = toResend(rest, reasons);
      await pause.wait(pauses.next(), signal);
      if (signal.aborted || !lease.valid)
        throw new Error("the relay stopped before refused events were taken");
      reasons = await sink.publish(rest);
    }
  }

  async function recover(error: unknown): Promise<void> {
    const pauseMs = outage.next();
    observer.unreachable(sink.name, error);
    logger.warn({ err: error, position: cursor.position, pauseMs }, "the sink could not be served");
    await flights.abandon();
    await pause.wait(pauseMs, signal);
    // What a live sink's nodes missed meanwhile, they repair from the feed themselves.
    if (sink.delivery === "live") cursor.advanceTo(window.head);
    sent = cursor.position;
  }
}
