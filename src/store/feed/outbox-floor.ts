/** Longer than any writer's transaction may last: what is older is committed or gone. */
const TRAIL_MS = 60_000;
const SAMPLE_MS = 5_000;
const SWEEP_MS = 60_000;

/**
 * Above which sequence number the outbox is read. While a long transaction elsewhere
 * holds vacuum back, the index keeps an entry of every deleted row; reading from zero would
 * pass them all each time. Numbers commit out of order, so the floor trails far behind,
 * and now and then everything is swept.
 */
export function createOutboxFloor(now: () => number = () => performance.now()) {
  let samples: { at: number; newest: number }[] = [];
  let floor = 0;
  let sweptAt = now();
  return {
    current(): number {
      const at = now();
      if (at - sweptAt > SWEEP_MS) {
        sweptAt = at;
        return 0;
      }
      return floor;
    },
    passed(newest: number): void {
      const at = now();
      const last = samples.at(-1);
      if (!last || at - last.at > SAMPLE_MS)
        samples.push({ at, newest: Math.max(newest, last?.newest ?? 0) });
      const settled = samples.filter((sample) => at - sample.at > TRAIL_MS);
      if (settled.length === 0) return;
      floor = (settled.at(-1) as (typeof samples)[number]).newest;
      samples = samples.slice(settled.length);
    },
  };
}
