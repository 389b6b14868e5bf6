import type { Client } from "pg";
import type { LoadResult } from "../load/load.js";
import { measureCpu, type CpuUsed } from "../report/cpu.js";
import { median } from "../report/stats.js";
import { say, type Emit } from "../report/row.js";

export interface Subject {
  readonly name: "service" | "cached" | "yardstick" | "raw-sql" | "consumer" | "raw-broker";
  /** Its server's process, whose CPU time is counted; none where there is no server. */
  readonly pid?: number;
  readonly connections: number;
  /** By default `req/s`. */
  readonly unit?: string;
  /** Also measured, one round after the other. */
  drive(seconds: number): Promise<LoadResult>;
}

interface Round extends LoadResult {
  readonly cpu: CpuUsed | undefined;
}

export interface Comparison {
  readonly client: Client;
  readonly bench: string;
  readonly subjects: readonly Subject[];
  readonly seconds: number;
  readonly rounds: number;
  /** What else stands in every row. */
  readonly facts: Readonly<Record<string, number | boolean>>;
  /** Least service / yardstick that we want. */
  readonly target?: number | undefined;
  readonly signal: AbortSignal;
}

/** A B A B ..., so that what disturbs the machine disturbs both; medians, and their ratio. */
export async function compare(comparison: Comparison, emit: Emit): Promise<Map<string, Round[]>> {
  const { bench, client, subjects, seconds, rounds, facts, target, signal } = comparison;
  const results = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      signal.throwIfAborted();
      const drive = () => subject.drive(round === 0 ? Math.min(seconds, 2) : seconds);
      const { pid } = subject;
      const { result, cpu } = pid
        ? await measureCpu({ pid, client }, drive)
        : { result: await drive(), cpu: undefined };
      say(
        `${bench} ${round === 0 ? "warm-up" : round} ${subject.name} ${Math.round(result.perSecond)} ${subject.unit ?? "req/s"}`,
      );
      // The warm-up is not measured, but its requests were carried out, and its errors count.
      results.get(subject.name)?.push({ ...result, cpu });
    }
  }
  const values = new Map<string, number>();
  for (const { name: subject, connections, unit = "req/s" } of subjects) {
    const [warmUp, ...measured] = results.get(subject) ?? [];
    const of = (field: "perSecond" | "p50" | "p99") => median(measured.map((result) => result[field]));
    values.set(subject, of("perSecond"));
    const errors = [warmUp, ...measured].reduce((sum, result) => sum + (result?.errors ?? 0), 0);
    const latency = { p50: of("p50"), p99: of("p99") };
    const cpu = (part: keyof CpuUsed) =>
      median(measured.map((result) => (result.cpu?.[part] ?? Number.NaN) / result.succeeded));
    const costs = measured[0]?.cpu ? { serverMicros: cpu("server"), databaseMicros: cpu("database") } : {};
    emit({
      bench,
      subject,
      value: of("perSecond"),
      unit,
      ...latency,
      ...costs,
      connections,
      ...facts,
      errors,
    });
  }
  const [ours, theirs] = [values.get("service"), values.get("yardstick")];
  if (ours !== undefined && theirs !== undefined) {
    const value = ours / theirs;
    emit({
      bench: `${bench}-ratio`,
      value,
      ...(target === undefined ? {} : { target, ok: value >= target }),
    });
  }
  return results;
}
