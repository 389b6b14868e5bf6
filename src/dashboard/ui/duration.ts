const UNITS: readonly [name: string, ms: number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

/** A length of time in its two largest units: `340 ms`, `4.2 s`, `3 min 20 s`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10} s`;
  const first = UNITS.findIndex(([, length]) => ms >= length);
  const [name, length] = UNITS[first] ?? ["s", 1_000];
  const whole = Math.floor(ms / length);
  const next = UNITS[first + 1];
  if (!next) return `${whole} ${name}`;
  const rest = Math.floor((ms - whole * length) / next[1]);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next[0]}`;
}
