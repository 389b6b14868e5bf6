import { useState } from "react";
import { ForAdmins } from "../../shell/for-admins.js";
import { Button } from "../../ui/button.js";
import { KeysetPager } from "../../ui/keyset-pager.js";
import { EmptyNote, ErrorNote } from "../../ui/notes.js";
import { Page } from "../../ui/page.js";
import { Skeleton } from "../../ui/skeleton.js";
import { ReconciliationRow } from "./reconciliation-row.js";
import { StartDialog, type Start } from "./start-dialog.js";
import { useReconciliations } from "./use-reconciliations.js";
import "./reconciliation.css";

export function ReconciliationPage() {
  return (
    <ForAdmins title="Reconciliation" what="the reconciliations" things="Figures">
      <Reconciliations />
    </ForAdmins>
  );
}

/** What is booked, against the figures of somebody who can look; first told, then corrected. */
function Reconciliations() {
  const [starting, setStarting] = useState<Start | null>(null);
  const { query, cursors, refresh } = useReconciliations();
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const runs = data?.reconciliations.edges.map(({ node }) => node) ?? [];
  return (
    <Page
      title="Reconciliation"
      aside={
        <Button kind="primary" onClick={() => setStarting({ dryRun: true })}>
          New dry run…
        </Button>
      }
    >
      <section className="panel" aria-label="Reconciliations">
        {/* What passes by itself is told once, above; the list stays as it was. */}
        {error && !(data && error.isPassing) && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton label="Loading the reconciliations" lines={3} />}
        {data && runs.length === 0 && (
          <EmptyNote title="Nothing was reconciled yet">
            A dry run compares what is on hand with the figures of a warehouse, and books nothing.
          </EmptyNote>
        )}
        {runs.length > 0 && (
          <ul className="rows reconciliation__runs" aria-busy={isPlaceholderData || undefined}>
            {runs.map((run) => (
              <ReconciliationRow
                key={run.id}
                run={run}
                onCorrect={() => setStarting({ dryRun: false, after: run })}
              />
            ))}
          </ul>
        )}
        {data && (
          <KeysetPager
            label="Pages of the reconciliations"
            pageInfo={data.reconciliations.pageInfo}
            cursors={cursors}
            busy={isPlaceholderData && isFetching}
          />
        )}
      </section>
      <StartDialog
        start={starting}
        onClose={() => setStarting(null)}
        onStarted={() => {
          setStarting(null);
          refresh();
        }}
      />
    </Page>
  );
}
