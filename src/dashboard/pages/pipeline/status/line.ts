import type { Point } from "./samples.js";

/** The path of a line through all points, with room for its width above and below. */
export function lineOf(points: readonly Point[], width: number, height: number): string {
  const begin = points[0]?.at ?? 0;
  const span = Math.max(1, (points.at(-1)?.at ?? 0) - begin);
  // A handful of events is no mountain.
  const most = Math.max(10, ...points.map(({ events }) => events));
  return points
    .map(({ at, events }, index) => {
      const x = ((at - begin) / span) * width;
      const y = height - 2 - (events / most) * (height - 4);
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
