import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../../ui/theme.js";
import { plotOptions } from "./plot-options.js";
import { PlotLegend, type Reading } from "./plot-legend.js";
import type { Steps } from "./steps.js";

interface StockPlotProps {
  readonly steps: Steps;
  readonly threshold: number;
}

/** A picture; what it shows is told beside it in words. */
export function StockPlot({ steps, threshold }: StockPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const shownTheme = useSyncExternalStore(theme.subscribe, theme.get);

  const data = (): uPlot.AlignedData => [...steps, steps[0].map(() => threshold)];
  // It takes its scales from what it begins with.
  const make = useEffectEvent(
    (element: HTMLElement) => new uPlot(plotOptions(element.clientWidth, setReading), data(), element),
  );
  const show = useEffectEvent(() => plot.current?.setData(data()));

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = make(element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => show(), [steps, threshold]);
  useEffect(() => {
    // Its colours are read from the page whenever it is drawn; before its scales are set it cannot be.
    if (plot.current?.status === 1) plot.current.redraw();
  }, [shownTheme]);

  return (
    <figure className="item-plot">
      <PlotLegend reading={reading} threshold={threshold} />
      <div
        ref={box}
        role="img"
        aria-label="Chart of on hand and available units over time, told in words below"
      />
    </figure>
  );
}
