import { orderingKey, type FeedEvent } from "../domain/events.js";
import { Backoff } from "../lib/backoff.js";
import { Nudge } from "../lib/nudge.js";
import type { Landed } from "./flights.js";
import { chooseTrial, probe } from "./probe.js";
import { judge } from "./refusals.js";
import { pauseAfter } from "./retry-policy.js";
import { isIdle, isServed, type Serving } from "./serving.js";
import { tellRefused } from "./tell-refused.js";

const HEARTBEAT_MS = 1_000;

/** Delivers what is new in the feed, except what waits behind a refused event of its key. */
export async function deliver(serving: Serving, signal: AbortSignal): Promise<void> {
  const { sink, window, wake, batchSize, retry, logger, observer } = serving;
  const { cursor, flights, blocked, breaker, suspicion } = serving;
  const reading = new Backoff({ firstMs: 50, longestMs: 2_000 });
  const pause = new Nudge();
  let heartbeatAt = 0;
  while (isServed(serving, signal)) {
    try {
      await turn();
    } catch (error) {
      await recover(error);
    }
  }
  try {
    while (!flights.empty) {
      await flights.oldest();
      await confirmOldest();
    }
  } catch (error) {
    logger.warn({ err: error }, "what was under way when the relay stopped is sent again by the next one");
    await flights.abandon();
  }

  /** Takes what has been confirmed, sends what there is, and waits for more of either. */
  async function turn(): Promise<void> {
    while (await confirmOldest()) continue;
    observer.lagging(sink.name, window.head - cursor.position);
    if (!breaker.ready) {
      // What a live sink's nodes missed meanwhile, they repair from the feed themselves.
      if (sink.delivery === "live" && flights.empty) skipToHead();
      await wake.wait(breaker.pauseMs, signal);
      return;
    }
    if ((await sendNext()) || (await beat())) return;
    await wake.wait(HEARTBEAT_MS, signal);
  }

  function maySend(): boolean {
    // While it is not known whether the sink is back, the trial comes first.
    const gated = blocked.gate && breaker.state === "CLOSED";
    return breaker.ready && !flights.full && !flights.troubled && !gated && !cursor.burdened;
  }

  /** @returns whether there was something. */
  async function sendNext(): Promise<boolean> {
    if (suspicion.holds && maySend() && (await tryFew())) return true;
    const events = maySend() ? await read() : [];
    const last = events.at(-1);
    // Looked at again: a batch may have failed, or the lease have ended, while this one was read.
    if (!last || !maySend() || !isServed(serving, signal)) return false;
    const divided = blocked.divide(events);
    if (divided.sent.length > 0) breaker.sending();
    flights.send(divided);
    serving.sent = last.position;
    return true;
  }

  /** What has refused everything gets few events until it takes one. @returns whether there were any. */
  async function tryFew(): Promise<boolean> {
    const trial = await chooseTrial(serving);
    if (trial.length === 0 || !maySend() || !isServed(serving, signal)) return false;
    breaker.sending();
    const trouble = await probe(serving, trial);
    if (trouble !== null) throw new Error(trouble);
    await breaker.succeeded();
    return true;
  }

  async function read(): Promise<readonly FeedEvent[]> {
    try {
      const events = await window.after(serving.sent, batchSize);
      reading.reset();
      return events;
    } catch (error) {
      logger.warn({ err: error }, "the feed could not be read");
      await pause.wait(reading.next(), signal);
      return [];
    }
  }

  /** @returns whether it was time to. */
  async function beat(): Promise<boolean> {
    if (!sink.heartbeat || !isIdle(serving) || performance.now() - heartbeatAt <= HEARTBEAT_MS) return false;
    heartbeatAt = performance.now();
    breaker.sending();
    await sink.heartbeat(cursor.position);
    await breaker.succeeded();
    return true;
  }

  /** @returns whether there was one. */
  async function confirmOldest(): Promise<boolean> {
    const landed = await flights.land();
    if (!landed) return false;
    const trouble = troubleOf(landed);
    if (trouble !== null) {
      blocked.settled(landed.aside.map(orderingKey));
      throw new Error(trouble);
    }
    if (landed.sent.length > 0) await settleTrial(landed.sent);
    pass(landed);
    return true;
  }

  /** A trial has to end, also one whose events needed no message: that tells nothing of a sink under suspicion. */
  async function settleTrial(sent: readonly FeedEvent[]): Promise<void> {
    const proven = !suspicion.holds || sent.some((event) => suspicion.tells(event));
    await (proven ? breaker.succeeded() : breaker.failed(new Error(breaker.lastError ?? "nothing was sent")));
  }

  /** Why the refusals are not the events' own fault; null if they are. */
  function troubleOf(landed: Landed): string | null {
    const [first] = landed.refused;
    if (first && sink.delivery === "live") return `it refused live events: ${first.reason}`;
    return (first ? sink.fault() : null) ?? suspicion.heed(landed);
  }

  function pass(landed: Landed): void {
    const { delivered, undelivered, rows } = judge(landed, () => pauseAfter(retry, 1));
    if (undelivered.length > 0) {
      observer.refused(sink.name, landed.refused.length);
      blocked.setAside(undelivered.map(({ key }) => key));
      for (const { event, refused } of undelivered) if (refused) tellRefused(logger, event, 1, refused);
    }
    if (delivered.length > 0) observer.published(sink.name, delivered);
    const last = Math.max(landed.sent.at(-1)?.position ?? 0, landed.aside.at(-1)?.position ?? 0);
    cursor.advanceTo(last, rows);
    if (serving.rowsAwaited) cursor.hurry();
  }

  function skipToHead(): void {
    cursor.advanceTo(window.head);
    serving.sent = cursor.position;
  }

  async function recover(error: unknown): Promise<void> {
    // One outage is told when it begins; its further trials only to whoever asks for more.
    const level = breaker.state === "CLOSED" ? "warn" : "debug";
    await breaker.failed(error);
    observer.unreachable(sink.name, error);
    logger[level]({ err: error, position: cursor.position }, "the sink could not be served");
    blocked.settled((await flights.abandon()).map(orderingKey));
    serving.sent = cursor.position;
  }
}
