import uPlot from "uplot";
import type { Reading } from "./plot-legend.js";

const HEIGHT = 230;
const DAY = 86_400;
const FONT = "12px system-ui, sans-serif";
const WHOLE = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 9 }, (_, power) => step * 10 ** power))
  .sort(ascending);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const short = new Intl.NumberFormat(undefined, { notation: "compact" });

/** Steps of what there is: available as an area, on hand as a broken line, the threshold dotted. */
export function plotOptions(width: number, onReading: (reading: Reading | null) => void): uPlot.Options {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const paths = stepped && { paths: stepped };
  const axis: uPlot.Axis = {
    stroke: () => colour("--muted"),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    font: FONT,
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true },
      y: { range: (_plot, least, most) => [Math.min(0, least), roomAbove(most)] },
    },
    series: [
      {},
      {
        label: "On hand",
        stroke: () => colour("--ink"),
        width: 1.5,
        dash: [6, 4],
        points: { show: false },
        ...paths,
      },
      {
        label: "Available",
        stroke: () => colour("--accent"),
        fill: () => colour("--accent-soft"),
        width: 2,
        points: { show: false },
        ...paths,
      },
      { label: "Low at", stroke: () => colour("--amber"), width: 1.5, dash: [2, 4], points: { show: false } },
    ],
    axes: [
      {
        ...axis,
        space: 70,
        size: 28,
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => tick(at, step)),
      },
      {
        ...axis,
        size: 46,
        incrs: WHOLE,
        values: (_plot, splits) => splits.map((value) => short.format(value)),
      },
    ],
    hooks: { setCursor: [(plot) => onReading(readingAt(plot))] },
  };
}

function readingAt({ cursor, data }: uPlot): Reading | null {
  const index = cursor.idx;
  if (index === null || index === undefined || (cursor.left ?? -1) < 0) return null;
  const [at, onHand, available] = [data[0][index], data[1]?.[index], data[2]?.[index]];
  if (at === undefined || typeof onHand !== "number" || typeof available !== "number") return null;
  return { at: at * 1_000, onHand, available };
}

function tick(at: number, step: number): string {
  const moment = new Date(at * 1_000);
  if (step >= DAY || (moment.getHours() === 0 && moment.getMinutes() === 0 && step >= 60))
    return date.format(moment);
  return step >= 60 ? clock.format(moment) : seconds.format(moment);
}

function roomAbove(most: number): number {
  return Math.max(1, Math.ceil(most * 1.08));
}

function ascending(a: number, b: number): number {
  return a - b;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}
