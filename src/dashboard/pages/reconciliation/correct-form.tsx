import { useSubmission } from "../../api/use-submission.js";
import { Button } from "../../ui/button.js";
import { Form } from "../../ui/form.js";
import { toast } from "../../ui/toasts.js";
import { RECONCILE_STOCK } from "./documents.js";
import { nameOf } from "./words.js";
import type { Reconciliation } from "./use-reconciliations.js";

interface CorrectFormProps {
  /** The dry run that has told what differs. */
  readonly after: Reconciliation;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

const whole = new Intl.NumberFormat();

export function CorrectForm({ after, onClose, onStarted }: CorrectFormProps) {
  const { productVariantIds, remaining, source } = after;
  const submission = useSubmission(RECONCILE_STOCK, {
    payload: ({ reconcileStock }) => reconcileStock,
    onDone() {
      toast("The correction has begun.");
      onStarted();
    },
  });
  const input = { dryRun: false, productVariantIds: productVariantIds ?? null };
  return (
    <Form
      label="Correct what differs"
      submission={submission}
      variables={(idempotencyKey) => ({ input: { ...input, idempotencyKey } })}
    >
      <p>
        The {nameOf(after)} left {remaining === 1 ? "1 difference" : `${whole.format(remaining)} differences`}{" "}
        to {source}.
      </p>
      <p>
        <strong>The source is read anew, and what differs then is booked</strong>
        {productVariantIds != null && `, of the ${whole.format(productVariantIds.length)} items asked for`}:
        sales since stay sold, and what is doubtful stays as it is. A correction is undone by another one
        only.
      </p>
      <div className="dialog__actions">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind="danger" pending={submission.pending}>
          Correct
        </Button>
      </div>
    </Form>
  );
}
