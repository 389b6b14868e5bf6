import { useState } from "react";
import { ErrorNote } from "../../../ui/notes.js";
import { Button } from "../../../ui/button.js";
import { Panel } from "../../../ui/page.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { KeysetPager } from "../../../ui/keyset-pager.js";
import { EMPTY, type Draft } from "./draft.js";
import { ReplayForm } from "./replay-form.js";
import { ReplayRow } from "./replay-row.js";
import { useReplays } from "./use-replays.js";

/** Sends a part of the feed again, and shows how far each part has come. */
export function Replays({ headPosition }: { headPosition: string | null }) {
  // Another number is another form.
  const [form, setForm] = useState<{ readonly number: number; readonly draft: Draft } | null>(null);
  const { query, cursors, samples, refresh } = useReplays();
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const replays = data?.replays.edges.map(({ node }) => node) ?? [];
  const open = (draft: Draft) => setForm((before) => ({ number: (before?.number ?? 0) + 1, draft }));
  return (
    <Panel
      title="Replays"
      aside={
        <Button aria-expanded={form !== null} onClick={() => (form ? setForm(null) : open(EMPTY))}>
          New replay
        </Button>
      }
    >
      {form && (
        <ReplayForm
          key={form.number}
          initial={form.draft}
          headPosition={headPosition}
          onStarted={() => {
            setForm(null);
            refresh();
          }}
          onClose={() => setForm(null)}
        />
      )}
      {/* What passes by itself is told once, above; the list stays as it was. */}
      {error && !(data && error.isPassing) && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton label="Loading the replays" lines={2} />}
      {data && replays.length === 0 && <p className="muted">Nothing has been replayed yet.</p>}
      {replays.length > 0 && (
        <ul className="rows">
          {replays.map((replay) => (
            <ReplayRow
              key={replay.id}
              replay={replay}
              samples={samples.get(replay.id) ?? []}
              onCancelled={refresh}
              onGoOn={open}
            />
          ))}
        </ul>
      )}
      {data && (
        <KeysetPager
          label="Pages of the replays"
          pageInfo={data.replays.pageInfo}
          cursors={cursors}
          busy={isPlaceholderData && isFetching}
        />
      )}
    </Panel>
  );
}
