import type { LoadResult } from "../load/load.js";
import { median } from "../report/stats.js";
import { say, type Emit } from "../report/row.js";

export interface Subject {
  readonly name: "service" | "yardstick" | "raw-sql";
  /** Also measured, one round after the other. */
  drive(seconds: number): Promise<LoadResult>;
}

export interface Comparison {
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
export async function compare(comparison: Comparison, emit: Emit): Promise<Map<string, LoadResult[]>> {
  const { bench, subjects, seconds, rounds, facts, target, signal } = comparison;
  const results = new Map<string, LoadResult[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      signal.throwIfAborted();
      const result = await subject.drive(round === 0 ? Math.min(seconds, 2) : seconds);
      say(
        `${bench} ${round === 0 ? "warm-up" : round} ${subject.name} ${Math.round(result.perSecond)} req/s`,
      );
      // The warm-up is not measured, but its requests were carried out, and its errors count.
      results.get(subject.name)?.push(result);
    }
  }
  const values = new Map<string, number>();
  for (const [subject, [warmUp, ...measured]] of results) {
    const of = (field: "perSecond" | "p50" | "p99") => median(measured.map((result) => result[field]));
    values.set(subject, of("perSecond"));
    const errors = [warmUp, ...measured].reduce((sum, result) => sum + (result?.errors ?? 0), 0);
    const latency = { p50: of("p50"), p99: of("p99") };
    emit({ bench, subject, value: of("perSecond"), unit: "req/s", ...latency, ...facts, errors });
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
