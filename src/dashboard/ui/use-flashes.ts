import { useCallback, useState } from "react";

interface Flashes {
  /** How often the row of this key has flashed. */
  readonly of: (key: string) => number | undefined;
  readonly flash: (keys: readonly string[]) => void;
}

// Of a page that is open for days; what flashed longest ago is still by now.
const MOST_KEYS = 1_000;

/** For the `flash` of a Table: call `flash` with the keys of rows of which something changed. */
export function useFlashes(): Flashes {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  const flash = useCallback((keys: readonly string[]) => {
    if (keys.length > 0) setCounts((before) => counted(before, new Set(keys)));
  }, []);
  return { of: (key) => counts.get(key), flash };
}

function counted(
  before: ReadonlyMap<string, number>,
  keys: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const still = [...before].filter(([key]) => !keys.has(key));
  const flashing = [...keys].map((key) => [key, (before.get(key) ?? 0) + 1] as const);
  return new Map([...still, ...flashing].slice(-MOST_KEYS));
}
