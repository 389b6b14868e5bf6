import { useEffect, useRef, useState } from "react";
import { EmptyNote, ErrorNote } from "../../../ui/notes.js";
import { Panel } from "../../../ui/page.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { KeysetPager } from "../../../ui/keyset-pager.js";
import type { Choice, Deciding } from "./deciding.js";
import { DecisionDialog } from "./decision-dialog.js";
import { LetterFilter } from "./letter-filter.js";
import { LetterRow } from "./letter-row.js";
import { useDeadLetters } from "./use-dead-letters.js";

const TITLE = "Messages that came in and could not be handled";

/** Dead letters, each for somebody to redrive or discard. */
export function DeadLetters() {
  const [choice, setChoice] = useState<Choice>({ source: "", reason: "" });
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const [decided, setDecided] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { query, cursors, remove, refresh } = useDeadLetters(choice);
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const letters = data?.deadLetters.edges.map(({ node }) => node) ?? [];
  const count = data?.deadLetters.totalCount ?? 0;
  const isChosen = choice.source !== "" && count > 0 && !isPlaceholderData;
  useEffect(() => {
    // The button that had the focus went with its row.
    if (decided > 0) list.current?.focus();
  }, [decided]);
  return (
    <Panel title={TITLE} aside={data && <span className="muted">{count} in all</span>}>
      <LetterFilter
        choice={choice}
        onChange={setChoice}
        onRedriveAll={isChosen ? () => setDeciding({ how: "redrive all", choice, count }) : null}
      />
      {/* What passes by itself is told once, above; the list stays as it was. */}
      {error && !(data && error.isPassing) && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton label="Loading the messages" lines={3} />}
      {data && (
        <div ref={list} tabIndex={-1} className="rows-list" role="group" aria-label={TITLE}>
          {letters.length === 0 && cursors.number === 1 && (
            <EmptyNote title="Nothing waits here">
              Messages of other services that cannot be carried out wait here for a decision.
            </EmptyNote>
          )}
          {letters.length > 0 && (
            <ul className="rows" aria-busy={isPlaceholderData || undefined}>
              {letters.map((letter) => (
                <LetterRow key={letter.id} letter={letter} onDecide={(how) => setDeciding({ how, letter })} />
              ))}
            </ul>
          )}
          <KeysetPager
            label="Pages of the messages that could not be handled"
            pageInfo={data.deadLetters.pageInfo}
            cursors={cursors}
            busy={isPlaceholderData && isFetching}
          />
        </div>
      )}
      <DecisionDialog
        deciding={deciding}
        onClose={() => {
          setDeciding(null);
          refresh();
        }}
        onDone={(done) => {
          // Answered late, it leaves alone what was opened since.
          setDeciding((now) => (now === done ? null : now));
          setDecided((times) => times + 1);
          if (done.how === "redrive all") refresh();
          else remove(done.letter);
        }}
      />
    </Panel>
  );
}
