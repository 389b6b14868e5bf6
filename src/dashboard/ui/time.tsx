import { useSyncExternalStore } from "react";

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** The time, as it is every so many milliseconds. */
export function useNow(everyMs: number): number {
  return useSyncExternalStore(
    (listener) => {
      const timer = setInterval(listener, everyMs);
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / everyMs) * everyMs,
  );
}

/** How long ago, and on pointing at it when exactly. `value` is a DateTime of the service. */
export function Time({ value }: { value: string }) {
  const now = useNow(10_000);
  const date = new Date(value);
  return (
    <time dateTime={value} title={date.toLocaleString(undefined, { timeZoneName: "short" })}>
      {ago((date.getTime() - now) / 1_000)}
    </time>
  );
}

function ago(seconds: number): string {
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  }
  return seconds > 30 ? "in less than a minute" : "just now";
}
