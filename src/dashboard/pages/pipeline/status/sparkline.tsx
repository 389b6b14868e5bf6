import { duration } from "../../../ui/duration.js";
import { lineOf } from "./line.js";
import type { Point } from "./samples.js";

const whole = new Intl.NumberFormat();
const WIDTH = 240;
const HEIGHT = 36;

/** The lag in events while the page is open. */
export function Sparkline({ points, label }: { points: readonly Point[]; label: string }) {
  const most = Math.max(...points.map(({ events }) => events));
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) {
    return <p className="pipeline__spark-none muted">The lag is drawn while the page is open.</p>;
  }
  const over = duration(Math.round((last.at - first.at) / 1_000) * 1_000);
  const words = `${label} over ${over}: at most ${whole.format(most)}, now ${whole.format(last.events)} events`;
  return (
    <figure className="pipeline__spark">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
        focusable="false"
      >
        <path d={lineOf(points, WIDTH, HEIGHT)} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="muted num" aria-hidden="true">
        at most {whole.format(most)} in {over}
      </figcaption>
    </figure>
  );
}
