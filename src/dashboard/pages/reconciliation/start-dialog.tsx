import { Dialog } from "../../ui/dialog.js";
import { CorrectForm } from "./correct-form.js";
import { DryRunForm } from "./dry-run-form.js";
import type { Reconciliation } from "./use-reconciliations.js";

/** Nothing is corrected that a dry run has not told before. */
export type Start = { readonly dryRun: true } | { readonly dryRun: false; readonly after: Reconciliation };

interface StartDialogProps {
  /** null: it is closed. */
  readonly start: Start | null;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

export function StartDialog({ start, ...on }: StartDialogProps) {
  return (
    <Dialog
      title={start?.dryRun === false ? "Correct what differs" : "New dry run"}
      open={start !== null}
      onClose={on.onClose}
    >
      {start?.dryRun === true && <DryRunForm {...on} />}
      {start?.dryRun === false && <CorrectForm after={start.after} {...on} />}
    </Dialog>
  );
}
