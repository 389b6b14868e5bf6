import { useState } from "react";
import { useApiQuery } from "../../api/use-api-query.js";
import type { DifferenceOutcome } from "../../generated/graphql.js";
import { KeysetPager } from "../../ui/keyset-pager.js";
import { ErrorNote } from "../../ui/notes.js";
import { Select } from "../../ui/select.js";
import { Skeleton } from "../../ui/skeleton.js";
import { usePageCursors } from "../../ui/use-page-cursors.js";
import { DifferenceTable } from "./difference-table.js";
import { DIFFERENCES } from "./documents.js";
import type { Reconciliation } from "./use-reconciliations.js";
import { nameOf, OUTCOMES } from "./words.js";

const PAGE_SIZE = 25;
const EVERY_MS = 2_000;
const ALL = { value: "", label: "All" } as const;
const CHOICES = Object.entries(OUTCOMES).map(([value, { label }]) => ({
  value: value as DifferenceOutcome,
  label,
}));

/** What a reconciliation found, asked for when somebody opens it. */
export function Differences({ run }: { run: Reconciliation }) {
  const { id, state } = run;
  const [isOpen, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<DifferenceOutcome | "">("");
  const cursors = usePageCursors(outcome);
  const variables = { id, outcome: outcome === "" ? null : outcome, first: PAGE_SIZE, after: cursors.after };
  const { data, error, isFetching, isPlaceholderData, refetch } = useApiQuery(DIFFERENCES, variables, {
    ...{ enabled: isOpen, keepPrevious: true },
    ...(state === "RUNNING" && { refetchInterval: EVERY_MS }),
  });
  const found = data?.reconciliation?.differences;
  const name = nameOf(run);
  return (
    <details
      className="reconciliation__differences"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        Differences<span className="visually-hidden"> of the {name}</span>
      </summary>
      <div className="rows-list">
        <div className="reconciliation__filter">
          <Select label="Outcome" value={outcome} onChange={setOutcome} options={[ALL, ...CHOICES]} />
          {found && <span className="muted">{found.totalCount} in all</span>}
        </div>
        {isOpen && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {isOpen && !data && !error && <Skeleton label="Loading the differences" lines={3} />}
        {data && !found && <p>The reconciliation is not kept any more.</p>}
        {found && found.edges.length === 0 && <p className="muted">There is none.</p>}
        {found && found.edges.length > 0 && (
          <DifferenceTable name={name} edges={found.edges} busy={isPlaceholderData} />
        )}
        {found && (
          <KeysetPager
            label={`Pages of the differences of the ${name}`}
            pageInfo={found.pageInfo}
            cursors={cursors}
            busy={isPlaceholderData && isFetching}
          />
        )}
      </div>
    </details>
  );
}
