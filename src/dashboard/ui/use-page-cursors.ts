import { useState } from "react";

export interface PageCursors {
  /** Of the page that is shown; null: the first. */
  readonly after: string | null;
  /** Counted from 1. */
  readonly number: number;
  readonly next: (endCursor: string) => void;
  /** null on the first page. */
  readonly previous: (() => void) | null;
}

/**
 * Keyset pages go forward only; the way back is remembered. Another `of` (what is being paged
 * through) begins at the first page.
 */
export function usePageCursors(of: string): PageCursors {
  const [way, setWay] = useState<{ readonly of: string; readonly cursors: readonly string[] }>({
    of,
    cursors: [],
  });
  const cursors = way.of === of ? way.cursors : [];
  return {
    after: cursors.at(-1) ?? null,
    number: cursors.length + 1,
    next: (endCursor) => setWay({ of, cursors: [...cursors, endCursor] }),
    previous: cursors.length === 0 ? null : () => setWay({ of, cursors: cursors.slice(0, -1) }),
  };
}
