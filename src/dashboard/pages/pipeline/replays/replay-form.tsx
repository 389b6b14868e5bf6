import { useState } from "react";
import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { Field } from "../../../ui/field.js";
import { Form } from "../../../ui/form.js";
import { Note } from "../../../ui/notes.js";
import { idsIn } from "../../../ui/ids-in.js";
import { toast } from "../../../ui/toasts.js";
import { useChecked } from "../../../ui/use-checked.js";
import { useEventTypes } from "../event-types.js";
import { TypeBoxes } from "../type-boxes.js";
import { REPLAY_EVENTS } from "./documents.js";
import { faultsOf, inputOf, type Draft } from "./draft.js";
import { pathsOf } from "./paths.js";
import { RangeFields } from "./range-fields.js";

interface ReplayFormProps {
  readonly initial: Draft;
  readonly headPosition: string | null;
  readonly onStarted: () => void;
  readonly onClose: () => void;
}

const whole = new Intl.NumberFormat();

export function ReplayForm({ initial, headPosition, onStarted, onClose }: ReplayFormProps) {
  const [draft, setDraft] = useState(initial);
  const [isNothing, setNothing] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const paths = pathsOf(draft);
  const submission = useSubmission(REPLAY_EVENTS, {
    payload: ({ replayEvents }) => replayEvents,
    fields: Object.values(paths).flat(),
    onDone({ count }) {
      setNothing(count === 0);
      if (count === 0) return;
      toast(
        `${count === 1 ? "1 event is" : `${whole.format(count)} events are`} sent again to ${draft.queue.trim()}.`,
      );
      onStarted();
    },
  });
  const replay = useChecked(submission, () => faultsOf(draft));
  const errorAt = (field: keyof typeof paths) => {
    const path = paths[field].find((each) => replay.errorAt(each) !== null);
    if (path === undefined) return null;
    // One of several in one field: which?
    const [name, index] = path.split(".");
    const one =
      name === "productVariantIds" && index !== undefined ? idsIn(draft.variants)[Number(index)] : "";
    return one ? `${shortened(one)}: ${replay.errorAt(path)}` : replay.errorAt(path);
  };
  return (
    <div className="pipeline__replay-form">
      <Form
        label="New replay"
        submission={replay}
        variables={(idempotencyKey) => ({ input: { ...inputOf(draft), idempotencyKey } })}
      >
        <p className="muted">
          Sends stored events again, in order, each marked as replayed, to one queue alone.
        </p>
        {isNothing && !replay.pending && <Note>Nothing matches: no event is to be sent.</Note>}
        <div className="pipeline__fields">
          <Field
            label="Queue"
            hint="It must exist."
            value={draft.queue}
            onChange={(queue) => change({ queue })}
            error={errorAt("queue")}
            autoComplete="off"
            spellCheck={false}
            required
          />
          <RangeFields draft={draft} onChange={change} errorAt={errorAt} headPosition={headPosition} />
          <Field
            label="Variants"
            hint="Ids, apart by commas; empty: all. Events of orders are not theirs."
            value={draft.variants}
            onChange={(variants) => change({ variants })}
            error={errorAt("variants")}
            autoComplete="off"
            spellCheck={false}
          />
          <Field
            label="Events a second"
            hint="Empty: as many as the service allows."
            inputMode="numeric"
            value={draft.pace}
            onChange={(pace) => change({ pace })}
            error={errorAt("pace")}
            autoComplete="off"
          />
        </div>
        <TypeBoxes
          types={useEventTypes()}
          chosen={draft.types}
          onChange={(types) => change({ types })}
          error={errorAt("types")}
        />
        <div className="dialog__actions">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" kind="primary" pending={replay.pending}>
            Replay
          </Button>
        </div>
      </Form>
    </div>
  );
}

function shortened(id: string): string {
  return id.length > 24 ? `${id.slice(0, 24)}…` : id;
}
