import { useState } from "react";
import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { Field } from "../../../ui/field.js";
import { Form } from "../../../ui/form.js";
import { toast } from "../../../ui/toasts.js";
import type { Choice } from "./deciding.js";
import { REDRIVE_DEAD_LETTERS } from "./documents.js";

interface RedriveAllFormProps {
  readonly choice: Choice;
  readonly count: number;
  readonly title: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const whole = new Intl.NumberFormat();

export function RedriveAllForm({ choice, count, title, onClose, onDone }: RedriveAllFormProps) {
  const { source, reason } = choice;
  const [note, setNote] = useState("");
  const redrive = useSubmission(REDRIVE_DEAD_LETTERS, {
    payload: ({ redriveDeadLetters }) => redriveDeadLetters,
    fields: ["note"],
    onDone: (answer) => {
      const more = answer.hasMore ? " There are more: do it again." : "";
      toast(
        `${messages(answer.count)} of ${source} ${answer.count === 1 ? "is" : "are"} handled again.${more}`,
      );
      onDone();
    },
  });
  const input = { source, reasonContains: reason === "" ? null : reason, note: note === "" ? null : note };
  return (
    <Form label={title} submission={redrive} variables={() => ({ input })}>
      <p>
        {messages(count)} of {source}
        {reason !== "" && <> whose reason contains “{reason}”</>}: all of them are put at the end of the queue
        again, those that were given up first before others, at most {whole.format(1_000)} at a time. Mend
        first what stood against them; else they come back here.
      </p>
      <Field
        label="Note"
        hint="Why, for whoever looks it up. May be empty; it is kept with your name."
        value={note}
        onChange={setNote}
        error={redrive.errorAt("note")}
        autoComplete="off"
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind="primary" pending={redrive.pending}>
          Redrive all
        </Button>
      </div>
    </Form>
  );
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${whole.format(count)} messages`;
}
