import { Num } from "../../ui/number.js";

/** What stands under the pointer. */
export interface Reading {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly onHand: number;
  readonly available: number;
}

interface PlotLegendProps {
  readonly reading: Reading | null;
  readonly threshold: number;
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function PlotLegend({ reading, threshold }: PlotLegendProps) {
  return (
    <figcaption className="item-legend">
      <span className="item-legend__available">Available {reading && <Num value={reading.available} />}</span>
      <span className="item-legend__on-hand">On hand {reading && <Num value={reading.onHand} />}</span>
      <span className="item-legend__threshold">
        Low at <Num value={threshold} />
      </span>
      {reading && <span className="item-legend__moment muted">{moment.format(reading.at)}</span>}
    </figcaption>
  );
}
