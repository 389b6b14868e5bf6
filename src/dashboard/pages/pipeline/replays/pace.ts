/** How many events a replay had sent at a moment. */
export interface Sent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sent: number;
}

/** By the replay's id. */
export type Sents = ReadonlyMap<string, readonly Sent[]>;

// Long enough to be steady where replays take turns, short enough to notice that one stands still.
const MEASURED_MS = 10_000;

export function addSents(sents: Sents, now: readonly { id: string; sent: number }[], at: number): Sents {
  return new Map(
    now.map(({ id, sent }) => {
      const kept = (sents.get(id) ?? []).filter((before) => before.at >= at - MEASURED_MS);
      return [id, [...kept, { at, sent }]];
    }),
  );
}

export interface Pace {
  readonly eventsPerSecond: number;
  /** Milliseconds; null: it stands still, so nobody can say. */
  readonly left: number | null;
}

/** null: it was not watched long enough. */
export function paceOf(samples: readonly Sent[], total: number): Pace | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.at === first.at) return null;
  const eventsPerSecond = Math.max(0, ((last.sent - first.sent) / (last.at - first.at)) * 1_000);
  const left = eventsPerSecond === 0 ? null : (Math.max(0, total - last.sent) / eventsPerSecond) * 1_000;
  return { eventsPerSecond, left };
}
