import { Button } from "./button.js";
import type { PageCursors } from "./use-page-cursors.js";

interface KeysetPagerProps {
  readonly label: string;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly cursors: PageCursors;
  readonly busy: boolean;
}

/** There for more than one page only. */
export function KeysetPager({ label, pageInfo, cursors, busy }: KeysetPagerProps) {
  const { hasNextPage, endCursor } = pageInfo;
  const next = hasNextPage && endCursor != null ? () => cursors.next(endCursor) : null;
  if (!next && !cursors.previous) return null;
  return (
    <nav className="keyset-pager" aria-label={label}>
      <Button disabled={!cursors.previous} pending={busy} onClick={() => cursors.previous?.()}>
        Previous
      </Button>
      <span>Page {cursors.number}</span>
      <Button disabled={!next} pending={busy} onClick={() => next?.()}>
        Next
      </Button>
    </nav>
  );
}
