import { Dialog } from "../../../ui/dialog.js";
import type { Deciding } from "./deciding.js";
import { OneForm } from "./one-form.js";
import { RedriveAllForm } from "./redrive-all-form.js";
import { nameOf } from "./without.js";

interface DecisionDialogProps {
  /** null: it is closed. */
  readonly deciding: Deciding | null;
  readonly onClose: () => void;
  readonly onDone: (done: Deciding) => void;
}

/** Says what a decision means, and takes it with a note. */
export function DecisionDialog({ deciding, onClose, onDone }: DecisionDialogProps) {
  const title = deciding ? titleOf(deciding) : "";
  return (
    <Dialog title={title} open={deciding !== null} onClose={onClose}>
      {deciding?.how === "redrive all" && (
        <RedriveAllForm {...deciding} title={title} onClose={onClose} onDone={() => onDone(deciding)} />
      )}
      {deciding && deciding.how !== "redrive all" && (
        <OneForm {...deciding} title={title} onClose={onClose} onDone={() => onDone(deciding)} />
      )}
    </Dialog>
  );
}

function titleOf(deciding: Deciding): string {
  if (deciding.how === "redrive all") return `Redrive all of ${deciding.choice.source}`;
  return `${deciding.how === "redrive" ? "Redrive" : "Discard"} ${nameOf(deciding.letter)}`;
}
