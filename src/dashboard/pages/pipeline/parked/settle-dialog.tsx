import { useState } from "react";
import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { Dialog } from "../../../ui/dialog.js";
import { Field } from "../../../ui/field.js";
import { Form } from "../../../ui/form.js";
import { toast } from "../../../ui/toasts.js";
import { RESOLVE_FAILED_EVENT, RETRY_FAILED_EVENT } from "./documents.js";
import type { How, Settling } from "./settling.js";
import { WhatItMeans } from "./what-it-means.js";
import type { FailedEvent } from "./without.js";

interface SettleDialogProps {
  /** null: it is closed. */
  readonly settling: Settling | null;
  readonly onClose: () => void;
  readonly onDone: (failed: FailedEvent) => void;
}

const NAMES: Readonly<Record<How, string>> = { retry: "Retry", resolve: "Resolve" };

/** Says what a decision means, and takes it with a note. */
export function SettleDialog({ settling, onClose, onDone }: SettleDialogProps) {
  const title = settling
    ? `${NAMES[settling.how]} ${settling.failed.event.eventType} of ${settling.failed.event.aggregateId}`
    : "";
  return (
    <Dialog title={title} open={settling !== null} onClose={onClose}>
      {settling && <SettleForm settling={settling} title={title} onClose={onClose} onDone={onDone} />}
    </Dialog>
  );
}

interface SettleFormProps extends SettleDialogProps {
  readonly settling: Settling;
  readonly title: string;
}

function SettleForm({ settling: { how, failed }, title, onClose, onDone }: SettleFormProps) {
  const [note, setNote] = useState("");
  const fields = ["note"];
  const retry = useSubmission(RETRY_FAILED_EVENT, {
    payload: ({ retryFailedEvent }) => retryFailedEvent,
    fields,
    onDone: () => done("is delivered again"),
  });
  const resolve = useSubmission(RESOLVE_FAILED_EVENT, {
    payload: ({ resolveFailedEvent }) => resolveFailedEvent,
    fields,
    onDone: () => done("is resolved"),
  });
  function done(what: string): void {
    toast(`${failed.event.eventType} of ${failed.event.aggregateId} ${what}.`);
    onDone(failed);
  }
  const settle = how === "retry" ? retry : resolve;
  const input = { sink: failed.sink, eventId: failed.event.eventId, note: note === "" ? null : note };
  return (
    <Form label={title} submission={settle} variables={() => ({ input })}>
      <WhatItMeans how={how} failed={failed} />
      <Field
        label="Note"
        hint="Why, for whoever looks it up. May be empty; it is kept with your name."
        value={note}
        onChange={setNote}
        error={settle.errorAt("note")}
        autoComplete="off"
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind={how === "retry" ? "primary" : "danger"} pending={settle.pending}>
          {NAMES[how]}
        </Button>
      </div>
    </Form>
  );
}
