/** What one look at the database tells of the transactions that may still insert. */
export interface OutboxWatch {
  /** The transactions that have the outbox open for writing, by their ids. */
  writers(): Promise<readonly string[]>;
  /** The oldest number in the outbox up to `seq`; null: there is none. */
  oldestUpTo(seq: number): Promise<number | null>;
}

const LOOK_MS = 250;
const SWEEP_MS = 60_000;

/**
 * Above which sequence number the outbox is read. While a long transaction elsewhere holds
 * vacuum back, the index keeps an entry of every deleted row; reading from zero would pass
 * them all each time. Numbers commit out of order, but who has drawn one has the outbox
 * locked until its end: once all who had it when N was the newest are gone, and a run has
 * taken what they left, nothing up to N will come any more.
 */
export function createOutboxFloor(watch: OutboxWatch, now: () => number = () => performance.now()) {
  let floor = 0;
  let newest = 0;
  let runs = 0;
  let waiting: { seq: number; writers: readonly string[] } | undefined;
  let settled: { seq: number; run: number } | undefined;
  let looking = false;
  let lookedAt = -Infinity;
  let sweptAt = now();

  function reset(to: number): void {
    floor = to;
    newest = to;
    waiting = settled = undefined;
  }

  async function look(): Promise<void> {
    if (looking || settled || newest <= floor || now() - lookedAt < LOOK_MS) return;
    looking = true;
    lookedAt = now();
    // What was the newest before the transactions are listed.
    const seq = waiting?.seq ?? newest;
    const writers = await watch.writers().finally(() => (looking = false));
    const left = waiting?.writers.filter((writer) => writers.includes(writer)) ?? writers;
    waiting = left.length > 0 ? { seq, writers: left } : undefined;
    if (!waiting) settled = { seq, run: runs };
  }

  return {
    /** To begin with, as an earlier relay has left it. */
    startAt: reset,
    current: (): number => floor,
    look,
    begin: () => ({ run: ++runs, above: floor }),
    /** `all`: everything that was visible above the run's floor. */
    passed({ run, all, upTo }: { run: number; all: boolean; upTo: number | null }): void {
      newest = Math.max(newest, upTo ?? 0);
      if (!settled || run <= settled.run || !(all || (upTo ?? 0) >= settled.seq)) return;
      floor = Math.max(floor, settled.seq);
      settled = undefined;
    },
    /** For numbers that somebody set back by hand; aside from the runs, since it may take long. */
    async sweep(): Promise<void> {
      if (now() - sweptAt < SWEEP_MS) return;
      sweptAt = now();
      const oldest = await watch.oldestUpTo(floor);
      if (oldest !== null) reset(oldest - 1);
    },
  };
}
