/** Work of one lane is done one after the other, in the order of the calls; lanes go on side by side. */
export interface Lanes {
  run<T>(lane: string | null, work: () => Promise<T>): Promise<T>;
}

export function createLanes(): Lanes {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(lane, work) {
      if (lane === null) return work();
      const before = last.get(lane);
      const mine = before ? before.then(work) : work();
      // What failed holds nobody up.
      const over = mine.catch(() => undefined);
      last.set(lane, over);
      try {
        return await mine;
      } finally {
        if (last.get(lane) === over) last.delete(lane);
      }
    },
  };
}
