import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { ErrorNote } from "../../../ui/notes.js";
import { Badge } from "../../../ui/status-badge.js";
import { Time } from "../../../ui/time.js";
import { toast } from "../../../ui/toasts.js";
import { CANCEL_REPLAY } from "./documents.js";
import { draftAfter } from "./go-on.js";
import type { Draft } from "./draft.js";
import type { Sent } from "./pace.js";
import { Progress } from "./progress.js";
import { shownState } from "./replay-state.js";
import { Selection } from "./selection.js";
import type { Replay } from "./use-replays.js";

interface ReplayRowProps {
  readonly replay: Replay;
  readonly samples: readonly Sent[];
  readonly onCancelled: () => void;
  readonly onGoOn: (draft: Draft) => void;
}

export function ReplayRow({ replay, samples, onCancelled, onGoOn }: ReplayRowProps) {
  const { id, queue, throughExchange, state, lastError, requestedBy, createdAt } = replay;
  const { tone, label } = shownState(state);
  const cancel = useSubmission(CANCEL_REPLAY, {
    payload: ({ cancelReplay }) => cancelReplay,
    onDone() {
      toast(`The replay to ${queue} is cancelled. What is on its way still comes.`);
      onCancelled();
    },
  });
  return (
    <li className="rows__row" aria-label={`Replay to ${queue}`}>
      <div className="rows__head">
        <h3>
          <span className="muted">to</span> {queue}{" "}
          {throughExchange && <span className="muted">(every consumer)</span>}{" "}
          <Badge tone={tone}>{label}</Badge>
        </h3>
        <div className="buttons">
          {state === "RUNNING" && (
            <Button
              kind="danger"
              aria-label={`Cancel the replay to ${queue}`}
              pending={cancel.pending}
              onClick={() => void cancel.submit(() => ({ id }))}
            >
              Cancel
            </Button>
          )}
          {(state === "FAILED" || state === "CANCELLED") && !throughExchange && (
            <Button
              aria-label={`Go on with the replay to ${queue}`}
              onClick={() => onGoOn(draftAfter(replay))}
            >
              Go on…
            </Button>
          )}
        </div>
      </div>
      {cancel.failure && <ErrorNote error={cancel.failure} />}
      {cancel.others.map(({ code, message }) => (
        <ErrorNote key={code} error={message} code={code} />
      ))}
      <Progress replay={replay} samples={samples} />
      {lastError != null && <p className="reason">{lastError}</p>}
      <p className="muted">
        <Selection replay={replay} />. Asked for by {requestedBy} <Time value={createdAt} />.
      </p>
    </li>
  );
}
