import { useEffect, useEffectEvent, useRef } from "react";
import { useFlashes } from "../../ui/use-flashes.js";

/** For the `flash` of a Table: rows flash by themselves when `stateOf` them is another than before. */
export function useFlashOnChange<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  stateOf: (row: Row) => string,
): (row: Row) => number | undefined {
  const { of, flash } = useFlashes();
  const seen = useRef(new Map<string, string>());
  const compare = useEffectEvent(() => {
    const now = new Map(rows.map((row) => [keyOf(row), stateOf(row)]));
    flash(
      [...now.keys()].filter((key) => {
        const before = seen.current.get(key);
        return before !== undefined && before !== now.get(key);
      }),
    );
    seen.current = now;
  });
  useEffect(() => compare(), [rows]);
  return (row) => of(keyOf(row));
}
