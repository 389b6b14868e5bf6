import { Button } from "../../ui/button.js";
import { duration } from "../../ui/duration.js";
import { Figure, Figures } from "../../ui/figures.js";
import { Num } from "../../ui/number.js";
import { Badge } from "../../ui/status-badge.js";
import { Time } from "../../ui/time.js";
import { Differences } from "./differences.js";
import type { Reconciliation } from "./use-reconciliations.js";
import { nameOf, ORIGINS, STATES } from "./words.js";

interface ReconciliationRowProps {
  readonly run: Reconciliation;
  readonly onCorrect: () => void;
}

export function ReconciliationRow({ run, onCorrect }: ReconciliationRowProps) {
  const { state, dryRun, source, lastError, remaining, corrected, startedAt, endedAt } = run;
  const { tone, label } = STATES[state];
  const name = nameOf(run);
  return (
    <li className="rows__row" aria-label={name}>
      <div className="rows__head">
        <h2 className="reconciliation__name">
          {dryRun ? "Dry run" : "Correction"} <span className="muted">by</span> {source}{" "}
          <Badge tone={tone}>{label}</Badge>
        </h2>
        {dryRun && state === "DONE" && remaining > 0 && (
          <div className="buttons">
            <Button aria-label={`Correct what the ${name} has found`} onClick={onCorrect}>
              Correct…
            </Button>
          </div>
        )}
      </div>
      {lastError != null && <p className="reason">{lastError}</p>}
      <Figures>
        <Figure name="Trigger">{ORIGINS[run.origin]}</Figure>
        <Figure name="Asked by">{run.requestedBy}</Figure>
        <Figure name="Begun">
          <Time value={startedAt} />
        </Figure>
        {endedAt != null && (
          <Figure name="Took">{duration(Date.parse(endedAt) - Date.parse(startedAt))}</Figure>
        )}
        {run.figuresFrom != null && (
          <Figure name="Figures of">
            <Time value={run.figuresFrom} />
          </Figure>
        )}
        {run.productVariantIds != null && (
          <Figure name="Items asked for">
            <Num value={run.productVariantIds.length} />
          </Figure>
        )}
        <Figure name="Rows compared">
          <Num value={run.compared} />
        </Figure>
        <Figure name="Agreeing">
          <Num value={run.agreeing} />
        </Figure>
        <Figure name="Corrected">
          <Num value={corrected} />
        </Figure>
        <Figure name="Differences left">
          <Num value={remaining} />
        </Figure>
      </Figures>
      {corrected + remaining > 0 && <Differences run={run} />}
    </li>
  );
}
