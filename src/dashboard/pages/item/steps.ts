import type { History, StockPoint } from "./history.js";

/** Columns for a chart of steps: seconds since 1970, on hand, available. */
export type Steps = [at: number[], onHand: number[], available: number[]];

interface Window {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** What the item has at `to`. */
  readonly now: Pick<StockPoint, "onHand" | "available">;
}

/** From what there was at `from`, by each change, to what there is now. */
export function stepsOf({ before, points }: History, { from, to, now }: Window): Steps {
  const steps: Steps = [[], [], []];
  const add = (at: number, { onHand, available }: Pick<StockPoint, "onHand" | "available">) => {
    steps[0].push(at / 1_000);
    steps[1].push(onHand);
    steps[2].push(available);
  };
  const earlier = points.findLast(({ at }) => at < from);
  add(from, earlier ?? before);
  let latest = from;
  for (const point of points) {
    if (point.at < from) continue;
    // Clocks of several machines: the order of versions holds, and a chart goes forward only.
    latest = Math.max(latest, point.at);
    add(latest, point);
  }
  add(Math.max(latest, to), now);
  return steps;
}

export interface Summary {
  readonly changes: number;
  /** At the beginning. */
  readonly first: Pick<StockPoint, "onHand" | "available">;
  /** The fewest units available, where that is less than at the beginning and at the end. */
  readonly lowest: number | null;
}

/** What a chart of these points shows from a moment on, for whoever does not see it. */
export function summaryOf({ before, points }: History, from: number): Summary {
  const inside = points.filter(({ at }) => at >= from);
  const first = points.findLast(({ at }) => at < from) ?? before;
  const least = Math.min(...inside.map(({ available }) => available));
  const isDip = least < first.available && least < (inside.at(-1)?.available ?? least);
  return { changes: inside.length, first, lowest: isDip ? least : null };
}
