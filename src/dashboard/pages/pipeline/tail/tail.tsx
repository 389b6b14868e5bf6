import { useState } from "react";
import { Button } from "../../../ui/button.js";
import { EmptyNote, ErrorNote } from "../../../ui/notes.js";
import { Num } from "../../../ui/number.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { EventTable } from "./event-table.js";
import { countSince, MOST_ROWS } from "./newest.js";
import { useNewestEvents, type TailEvent } from "./use-newest-events.js";

/** A list that moves, and can be held still to be read. */
export function Tail({ types }: { types: readonly string[] }) {
  const [held, setHeld] = useState<readonly TailEvent[] | null>(null);
  const { rows, error, isWaiting } = useNewestEvents(types);
  const shown = held ?? rows;
  const since = held ? countSince(rows, held) : 0;
  return (
    <>
      <div className="buttons">
        <Button aria-pressed={held !== null} onClick={() => setHeld(held ? null : rows)}>
          Pause
        </Button>
        {held && (
          <span className="num">
            <Num value={since} />
            {since >= MOST_ROWS && " and more"} since
          </span>
        )}
      </div>
      {error && <ErrorNote error={error} />}
      {isWaiting && !error && <Skeleton label="Loading the newest events" />}
      {shown.length === 0 && !isWaiting && !error && (
        <EmptyNote title="No such event lately">They appear here as they happen.</EmptyNote>
      )}
      {shown.length > 0 && <EventTable events={shown} />}
      {shown.length >= MOST_ROWS && (
        <p className="muted">These are the newest {MOST_ROWS}; older ones are not shown.</p>
      )}
    </>
  );
}
