/** What the pipeline was like at one moment. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly headPosition: string;
  readonly pending: number;
  readonly sinks: readonly { readonly name: string; readonly lagEvents: number }[];
}

const KEPT_MS = 5 * 60_000;
const STUCK_MS = 10_000;

/** With those of the last five minutes; older ones go. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => at > sample.at - KEPT_MS), sample];
}

export interface Point {
  readonly at: number;
  readonly events: number;
}

export function lagOf(samples: readonly Sample[], sink: string): readonly Point[] {
  return samples.flatMap(({ at, sinks }) => {
    const found = sinks.find(({ name }) => name === sink);
    return found ? [{ at, events: found.lagEvents }] : [];
  });
}

/** Whether events have waited for a position for a while in which none was given out. */
export function isStuck(samples: readonly Sample[]): boolean {
  const last = samples.at(-1);
  if (!last || last.pending === 0) return false;
  const moved = samples.findLastIndex(
    ({ headPosition, pending }) => pending === 0 || headPosition !== last.headPosition,
  );
  return last.at - (samples[moved + 1] ?? last).at >= STUCK_MS;
}
