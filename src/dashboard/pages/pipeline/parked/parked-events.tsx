import { useEffect, useRef, useState } from "react";
import { EmptyNote, ErrorNote } from "../../../ui/notes.js";
import { Panel } from "../../../ui/page.js";
import { Select } from "../../../ui/select.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { KeysetPager } from "../../../ui/keyset-pager.js";
import type { Sink } from "../status/use-publisher.js";
import { ParkedEvent } from "./parked-event.js";
import { SettleDialog } from "./settle-dialog.js";
import type { Settling } from "./settling.js";
import { useFailedEvents } from "./use-failed-events.js";
import { keyOf } from "./without.js";

/** What sinks have given up on, each for somebody to retry or resolve. */
export function ParkedEvents({ sinks }: { sinks: readonly Sink[] }) {
  const [sink, setSink] = useState("");
  const [settling, setSettling] = useState<Settling | null>(null);
  const [settled, setSettled] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { query, cursors, remove, refresh } = useFailedEvents(sink);
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const events = data?.failedEvents.edges.map(({ node }) => node) ?? [];
  useEffect(() => {
    // The button that had the focus went with its row.
    if (settled > 0) list.current?.focus();
  }, [settled]);
  return (
    <Panel
      title="Parked events"
      aside={
        <div className="pipeline__filter">
          <Select
            label="Sink"
            value={sink}
            onChange={setSink}
            options={[{ value: "", label: all(sinks) }, ...each(sinks)]}
          />
        </div>
      }
    >
      {/* What passes by itself is told once, above; the list stays as it was. */}
      {error && !(data && error.isPassing) && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton label="Loading the parked events" lines={3} />}
      {data && (
        <div ref={list} tabIndex={-1} className="rows-list" role="group" aria-label="Parked events">
          {events.length === 0 && cursors.number === 1 && (
            <EmptyNote title="Nothing is parked">
              Events that a sink gives up on wait here for a decision.
            </EmptyNote>
          )}
          {events.length > 0 && (
            <ul className="rows" aria-busy={isPlaceholderData || undefined}>
              {events.map((failed) => (
                <ParkedEvent
                  key={keyOf(failed)}
                  failed={failed}
                  onSettle={(how) => setSettling({ how, failed })}
                />
              ))}
            </ul>
          )}
          <KeysetPager
            label="Pages of the parked events"
            pageInfo={data.failedEvents.pageInfo}
            cursors={cursors}
            busy={isPlaceholderData && isFetching}
          />
        </div>
      )}
      <SettleDialog
        settling={settling}
        onClose={() => {
          setSettling(null);
          refresh();
        }}
        onDone={(failed) => {
          // Answered late, it leaves alone what was opened since.
          setSettling((now) => (now?.failed === failed ? null : now));
          setSettled((count) => count + 1);
          remove(failed);
        }}
      />
    </Panel>
  );
}

function all(sinks: readonly Sink[]): string {
  return `All (${sinks.reduce((sum, { parked }) => sum + parked, 0)})`;
}

function each(sinks: readonly Sink[]) {
  return sinks.map(({ name, parked }) => ({ value: name, label: `${name} (${parked})` }));
}
