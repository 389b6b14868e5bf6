import type { StoredFailure, Settlement } from "../ports/failure-log.js";
import { pauseAfter } from "./retry-policy.js";
import { isServed, type Serving } from "./serving.js";
import { tellRefused } from "./tell-refused.js";

interface Redelivery {
  /** By key, in order; of each key at most `limit`. */
  readonly rows: readonly StoredFailure[];
  readonly limit: number;
}

/** Delivers a part of what is stored: of each key a refused event alone, or what is held in front. */
export async function redeliver(
  serving: Serving,
  { rows, limit }: Redelivery,
  signal: AbortSignal,
): Promise<void> {
  const { failures, sink, lease, observer } = serving;
  const { blocked, cursor, wake } = serving;
  const runs = runsOf(rows);
  const sent = runs.flat();
  if (sent.length === 0 || !isServed(serving, signal)) return;
  const retried = sent.filter(({ state }) => state === "RETRYING").length;
  if (retried > 0) observer.retried(sink.name, retried);
  const reasons = await publish(serving, sent);
  if (!reasons) {
    for (const { key } of sent) blocked.stuck(key);
    wake.signal();
    return;
  }
  const settlement = settle(serving, runs, reasons);
  if (!(await failures.settle(sink.name, settlement, lease.epoch))) {
    cursor.lost = true;
    return;
  }
  tell(serving, sent, settlement);
  const refused = new Set(settlement.refused.map(({ position }) => position));
  for (const run of runs) {
    const [first] = run as [StoredFailure];
    if (run.some(({ event }) => refused.has(event.position))) blocked.stuck(first.key);
    else if (first.state === "HELD" && run.length < limit) blocked.drained(first.key);
  }
  wake.signal();
}

/** @returns the refusals' reasons; undefined when the other side is away or in trouble, which costs no attempt. */
async function publish(
  { sink, breaker, suspicion, observer, logger }: Serving,
  sent: readonly StoredFailure[],
): Promise<ReadonlyMap<StoredFailure, string> | undefined> {
  breaker.sending();
  try {
    const events = sent.map(({ event }) => event);
    const refused = await sink.publish(events);
    const trouble = (refused.length > 0 ? sink.fault() : null) ?? suspicion.heed({ sent: events, refused });
    if (trouble !== null) throw new Error(trouble);
    await breaker.succeeded();
    return new Map(refused.map(({ index, reason }) => [sent[index] as StoredFailure, reason]));
  } catch (error) {
    await breaker.failed(error);
    observer.unreachable(sink.name, error);
    logger.warn({ err: error, events: sent.length }, "the sink could not be served with refused events");
    return undefined;
  }
}

/** Nothing overtakes: an event that was refused before goes alone, and what follows it waits. */
function runsOf(rows: readonly StoredFailure[]): readonly (readonly StoredFailure[])[] {
  const byKey = new Map<string, StoredFailure[]>();
  for (const row of rows) {
    const run = byKey.get(row.key);
    if (run) run.push(row);
    else byKey.set(row.key, [row]);
  }
  return [...byKey.values()]
    .map((run) => {
      if (run[0]?.state === "RETRYING") return run.slice(0, 1);
      const end = run.findIndex(({ state }) => state !== "HELD");
      return end < 0 ? run : run.slice(0, end);
    })
    .filter((run) => run.length > 0);
}

function settle(
  { retry }: Serving,
  runs: readonly (readonly StoredFailure[])[],
  reasons: ReadonlyMap<StoredFailure, string>,
): Settlement {
  const delivered: number[] = [];
  const refused: Settlement["refused"][number][] = [];
  for (const run of runs) {
    const end = run.findIndex((row) => reasons.has(row));
    for (const { event } of end < 0 ? run : run.slice(0, end)) delivered.push(event.position);
    const row = run[end];
    if (!row) continue;
    const delayMs = pauseAfter(retry, row.attempts + 1);
    const reason = reasons.get(row) as string;
    refused.push({ position: row.event.position, reason, delayMs, counts: true });
  }
  return { delivered, refused };
}

function tell(
  { sink, observer, logger }: Serving,
  sent: readonly StoredFailure[],
  settled: Settlement,
): void {
  const rows = new Map(sent.map((row) => [row.event.position, row]));
  const delivered = settled.delivered.map((position) => (rows.get(position) as StoredFailure).event);
  if (delivered.length > 0) observer.published(sink.name, delivered);
  if (settled.refused.length > 0) observer.refused(sink.name, settled.refused.length);
  for (const refusal of settled.refused) {
    const { event, attempts } = rows.get(refusal.position) as StoredFailure;
    tellRefused(logger, event, attempts + 1, refusal);
  }
}
