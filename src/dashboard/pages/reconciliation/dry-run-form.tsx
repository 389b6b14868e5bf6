import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Form } from "../../ui/form.js";
import { idsIn } from "../../ui/ids-in.js";
import { toast } from "../../ui/toasts.js";
import { RECONCILE_STOCK } from "./documents.js";

interface DryRunFormProps {
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

export function DryRunForm({ onClose, onStarted }: DryRunFormProps) {
  const [items, setItems] = useState("");
  const ids = idsIn(items);
  const paths = ["productVariantIds", ...ids.map((_, index) => `productVariantIds.${index}`)];
  const submission = useSubmission(RECONCILE_STOCK, {
    payload: ({ reconcileStock }) => reconcileStock,
    fields: paths,
    onDone() {
      toast("The dry run has begun.");
      onStarted();
    },
  });
  const wrong = paths.find((path) => submission.errorAt(path) !== null);
  const error = wrong === undefined ? null : submission.errorAt(wrong);
  // One of several in one field: which?
  const one = ids[Number(wrong?.split(".")[1])];
  return (
    <Form
      label="New dry run"
      submission={submission}
      variables={(idempotencyKey) => ({
        input: { dryRun: true, productVariantIds: ids.length > 0 ? ids : null, idempotencyKey },
      })}
    >
      <p>
        Compares what is on hand with the figures of the source that the service is configured with, each as
        of when it was taken. It tells what differs, and books nothing.
      </p>
      <Field
        label="Items"
        hint="Ids, apart by commas or lines; empty: all that the source names."
        rows={3}
        value={items}
        onChange={setItems}
        error={error !== null && one !== undefined ? `${one.slice(0, 24)}: ${error}` : error}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind="primary" pending={submission.pending}>
          Begin the dry run
        </Button>
      </div>
    </Form>
  );
}
