import type { Client } from "pg";
import { measureCpu } from "../report/cpu.js";
import { say, type Row } from "../report/row.js";
import type { Stage } from "../stage/stage.js";
import type { Audience } from "./audience.js";
import type { Moves } from "./moves.js";

const SECONDS = 20;
const MOVES_PER_SECOND = 4;
/** Of one move: a level, a status, a warning that stock is low. */
const MOST_EVENTS = 3;
const PATIENCE_MS = 60_000;

interface Watched {
  readonly stage: Stage;
  readonly moves: Moves;
  readonly audience: Audience;
}

/** From the event's own time, which the database gives before the commit: an upper bound. */
export async function latency({ stage, moves, audience }: Watched): Promise<Row & { readonly p99: number }> {
  await audience.mark();
  await audience.record();
  const total = SECONDS * MOVES_PER_SECOND;
  let errors = 0;
  const begun = performance.now();
  const cpu = await audience.cpuMicros();
  const { cpu: used } = await measureCpu({ pid: stage.service.pid, client: stage.client }, async () => {
    const answers: Promise<void>[] = [];
    const note = (error: unknown) => (say(String(error)), void errors++);
    while (answers.length < total) {
      const due = begun + (answers.length * 1_000) / MOVES_PER_SECOND;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      answers.push(moves.next().catch(note));
    }
    await Promise.all(answers);
    await audience.within(total, PATIENCE_MS);
  });
  const seconds = (performance.now() - begun) / 1_000;
  const delays = await audience.report(await occurred(stage.client, MOST_EVENTS * total));
  const deliveries = delays.reduce((sum, [, count]) => sum + count, 0);
  const at = (part: number) => delayAt(delays, Math.ceil(part * deliveries));
  const { size } = audience;
  return {
    ...{ bench: `fan-out-latency-${size}`, subject: "service", unit: "ms", subscribers: size },
    ...{
      p50: at(0.5),
      p99: at(0.99),
      max: delayAt(delays, deliveries),
      deliveries,
      errors,
      movesPerSecond: total / seconds,
    },
    serverMicros: (used?.server ?? Number.NaN) / deliveries,
    clientMicros: ((await audience.cpuMicros()) - cpu) / deliveries,
    missing: total * size - deliveries,
  };
}

function delayAt(delays: readonly (readonly [number, number])[], rank: number): number {
  let left = rank;
  for (const [tenths, count] of delays) if ((left -= count) <= 0) return tenths / 10;
  return Number.NaN;
}

/** Of the newest events. */
async function occurred(client: Client, events: number): Promise<[number, number][]> {
  const { rows } = await client.query<[string, number]>({
    text: `SELECT position, extract(epoch FROM occurred_at)::float8 * 1000 FROM feed ORDER BY position DESC LIMIT ${events}`,
    rowMode: "array",
  });
  return rows.map(([position, at]) => [Number(position), at]);
}
