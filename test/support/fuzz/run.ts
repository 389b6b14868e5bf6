import fc from "fast-check";
import { fire } from "./fire.js";
import { judge } from "./judge.js";
import type { Probe, Stop } from "./probe.js";
import type { Range } from "./range.js";
import type { Shot } from "./shot.js";
import { harvest } from "./stage.js";

export interface RunOptions {
  readonly shots: readonly Shot[];
  readonly range: Range;
  readonly probe: Probe;
  readonly atOnce: number;
  /** Stops from this length on are told, with what was under way. */
  readonly noteMs: number;
}

export interface Finding {
  /** Its number in the run. */
  readonly index: number;
  readonly shot: Shot;
  readonly wrong: readonly string[];
  /** The beginning of the answer. */
  readonly answered: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly stops: readonly (Stop & { readonly underWay: readonly Shot[] })[];
  /** How often each family was answered how. */
  readonly counts: ReadonlyMap<string, number>;
  readonly seconds: number;
}

const TOLD = 2_000;

/** Fires them in order, so many at once, and judges each answer. */
export async function run({ shots, range, probe, atOnce, noteMs }: RunOptions): Promise<Outcome> {
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const stops: (Stop & { underWay: readonly Shot[] })[] = [];
  const underWay = new Set<Shot>();
  const lately: Shot[] = [];
  probe.onStop = (stop) => {
    if (stop.blockedMs >= noteMs) stops.push({ ...stop, underWay: [...new Set([...underWay, ...lately])] });
  };
  const begun = performance.now();
  const left = shots.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, shot] of left) {
        if (!probe.alive) return;
        underWay.add(shot);
        const reply = await fire(shot, range);
        underWay.delete(shot);
        if (lately.push(shot) > atOnce) lately.shift();
        harvest(range.pools, reply.text);
        const { outcome, wrong } = judge(shot, reply);
        const key = `${shot.family}: ${outcome}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (wrong.length > 0) findings.push({ index, shot, wrong, answered: reply.text.slice(0, TOLD) });
      }
    }),
  );
  return { findings, stops, counts, seconds: (performance.now() - begun) / 1_000 };
}

/**
 * How long the event loop is blocked by the same shots whenever they are sent, in milliseconds: the
 * least of three times, since a collection of garbage, or a busy machine, may come between.
 */
export async function blockedBy(shots: readonly Shot[], range: Range, probe: Probe): Promise<number> {
  const longest: number[] = [];
  for (let time = 1; time <= 3; time++) {
    const from = probe.stops.length;
    await Promise.all(shots.map((shot) => fire(slightlyOther(shot, time), range)));
    await probe.toldAll();
    longest.push(Math.max(0, ...probe.stops.slice(from).map(({ blockedMs }) => blockedMs)));
  }
  return Math.min(...longest);
}

/** What was seen before may be known by now. */
function slightlyOther(shot: Shot, by: number): Shot {
  if (shot.kind !== "http" || !shot.body || !("bomb" in shot.body)) return shot;
  return { ...shot, body: { ...shot.body, size: shot.body.size + by } };
}

/** The smallest shot that fast-check finds to be answered as wrongly; the one found where it is not, a second time. */
export async function shrunk(
  shots: fc.Arbitrary<Shot>,
  { index, shot }: Finding,
  { seed, range }: { readonly seed: number; readonly range: Range },
): Promise<Shot> {
  const property = fc.asyncProperty(
    shots,
    async (each) => judge(each, await fire(each, range)).wrong.length === 0,
  );
  const limits = { numRuns: 1, interruptAfterTimeLimit: 10_000 };
  const { counterexample } = await fc.check(property, { seed, path: String(index), ...limits });
  return counterexample?.[0] ?? shot;
}
