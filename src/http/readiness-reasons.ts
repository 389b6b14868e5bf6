import type { PipelineGauges } from "../ports/gauges.js";

/** How long what should take milliseconds may take, until it is worth a word. */
const OUTBOX_OLD_MS = 10_000;
const SINK_LATE_MS = 60_000;

/** Whether somebody gives events their positions. */
export function outboxFault({ outbox, relayed }: PipelineGauges): string | null {
  const { events, oldestMs } = outbox;
  if (oldestMs < OUTBOX_OLD_MS) return null;
  const who = relayed ? "the relay does not keep up" : "no process relays";
  return `${atLeast(events)} wait for a position, the oldest for ${seconds(oldestMs)}: ${who}.`;
}

/** Whether every sink has what it should have by now. */
export function deliveryFault({ sinks }: PipelineGauges): string | null {
  const faults = sinks.flatMap(({ name, state, lagEvents, lagMs }) => {
    if (state === "DETACHED") return [`${name} is detached, and gets no events.`];
    if (lagMs < SINK_LATE_MS) return [];
    return [`${name} is ${plural(lagEvents)} and ${seconds(lagMs)} behind.`];
  });
  return faults.length > 0 ? faults.join(" ") : null;
}

export function failedEventsFault({ sinks }: PipelineGauges, threshold: number): string | null {
  const parked = sinks.reduce((sum, { open }) => sum + open.PARKED, 0);
  if (parked <= threshold) return null;
  return `${plural(parked)} parked, more than ${threshold}: they wait for an operator.`;
}

/** Of a sink of this process, by its breaker and what its own connection says. */
export function sinkFault(openSince: number | null, fault: string | null, now: number): string | null {
  if (openSince === null) return fault;
  const paused = `Paused by its breaker for ${seconds(now - openSince)}`;
  return fault === null ? `${paused}.` : `${paused}: ${fault}`;
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
const plural = (events: number): string => (events === 1 ? "1 event" : `${events} events`);
const atLeast = (events: number): string => (events < 100_000 ? plural(events) : `${events} events or more`);
