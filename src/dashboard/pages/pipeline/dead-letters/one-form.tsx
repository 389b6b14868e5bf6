import { useState } from "react";
import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { Field } from "../../../ui/field.js";
import { Form } from "../../../ui/form.js";
import { toast } from "../../../ui/toasts.js";
import { DISCARD_DEAD_LETTER, REDRIVE_DEAD_LETTER } from "./documents.js";
import { nameOf, type DeadLetter } from "./without.js";

interface OneFormProps {
  readonly how: "redrive" | "discard";
  readonly letter: DeadLetter;
  readonly title: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const FIELDS = ["note"];

export function OneForm({ how, letter, title, onClose, onDone }: OneFormProps) {
  const [note, setNote] = useState("");
  const redrive = useSubmission(REDRIVE_DEAD_LETTER, {
    payload: ({ redriveDeadLetter }) => redriveDeadLetter,
    fields: FIELDS,
    onDone: () => done("is handled again"),
  });
  const discard = useSubmission(DISCARD_DEAD_LETTER, {
    payload: ({ discardDeadLetter }) => discardDeadLetter,
    fields: FIELDS,
    onDone: () => done("is discarded"),
  });
  function done(what: string): void {
    toast(`${nameOf(letter)} ${what}.`);
    onDone();
  }
  const { id, source } = letter;
  const isRedrive = how === "redrive";
  const submission = isRedrive ? redrive : discard;
  const content = (
    <>
      {isRedrive ? (
        <p>
          The message is put at the end of the queue of {source} again, as new. Mend first what stood against
          it; else it comes back here. What was carried out before is not carried out twice.
        </p>
      ) : (
        <p>
          <strong>The message is given up for good.</strong> What it asks for is never done, and its copy
          leaves the queue. This cannot be taken back.
        </p>
      )}
      <Field
        label="Note"
        hint={`Why, for whoever looks it up. ${isRedrive ? "May be empty; it" : "It"} is kept with your name.`}
        value={note}
        onChange={setNote}
        required={!isRedrive}
        error={submission.errorAt("note")}
        autoComplete="off"
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind={isRedrive ? "primary" : "danger"} pending={submission.pending}>
          {isRedrive ? "Redrive" : "Discard"}
        </Button>
      </div>
    </>
  );
  return isRedrive ? (
    <Form
      label={title}
      submission={redrive}
      variables={(idempotencyKey) => ({ input: { id, note: note === "" ? null : note, idempotencyKey } })}
    >
      {content}
    </Form>
  ) : (
    <Form label={title} submission={discard} variables={() => ({ input: { id, note } })}>
      {content}
    </Form>
  );
}
