import { useSubmission, type Submission } from "../../api/use-submission.js";
import type { TransferFieldsFragment } from "../../generated/graphql.js";
import { Button } from "../../ui/button.js";
import { ErrorNote } from "../../ui/notes.js";
import { toast } from "../../ui/toasts.js";
import { CANCEL_TRANSFER, RECEIVE } from "./mutations.js";

interface SentTransfersProps {
  /** Made on this page. */
  readonly transfers: readonly TransferFieldsFragment[];
  readonly onOver: (transfer: TransferFieldsFragment) => void;
  readonly productVariantId: string;
}

/** What was sent from this page and is still on its way. */
export function SentTransfers({ transfers, onOver, productVariantId }: SentTransfersProps) {
  if (transfers.length === 0) return null;
  return (
    <ul className="item-transfers" aria-label="Transfers that you made">
      {transfers.map((transfer) => (
        <SentTransfer
          key={transfer.id}
          transfer={transfer}
          productVariantId={productVariantId}
          onOver={() => onOver(transfer)}
        />
      ))}
    </ul>
  );
}

interface SentTransferProps {
  readonly transfer: TransferFieldsFragment;
  readonly productVariantId: string;
  readonly onOver: () => void;
}

function SentTransfer({ transfer, productVariantId, onOver }: SentTransferProps) {
  const transferId = transfer.id;
  const units = transfer.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const way = `${transfer.from.code} to ${transfer.to.code}`;
  const receive = useSubmission(RECEIVE, {
    payload: ({ receiveStockTransfer }) => receiveStockTransfer,
    onDone() {
      toast(`${units} arrived in ${transfer.to.code}.`);
      onOver();
    },
  });
  const cancel = useSubmission(CANCEL_TRANSFER, {
    payload: ({ cancelStockTransfer }) => cancelStockTransfer,
    onDone() {
      toast(`${units} are back in ${transfer.from.code}.`);
      onOver();
    },
  });
  const lines = [{ productVariantId, receivedQuantity: units }];
  return (
    <li className="note">
      <p>
        {units} on the way from {way}
      </p>
      <Faults submission={receive} />
      <Faults submission={cancel} />
      <div className="item-actions">
        <Button
          aria-label={`Receive all ${units}, ${way}`}
          pending={receive.pending}
          disabled={cancel.pending}
          onClick={() =>
            void receive.submit((idempotencyKey) => ({ input: { transferId, lines, idempotencyKey } }))
          }
        >
          Receive all
        </Button>
        <Button
          aria-label={`Cancel transfer of ${units}, ${way}`}
          pending={cancel.pending}
          disabled={receive.pending}
          onClick={() => void cancel.submit((idempotencyKey) => ({ input: { transferId, idempotencyKey } }))}
        >
          Cancel transfer
        </Button>
      </div>
    </li>
  );
}

/** There is no form: what went wrong stands above the buttons. */
function Faults<Variables>({ submission }: { submission: Submission<Variables> }) {
  return (
    <>
      {submission.failure && <ErrorNote error={submission.failure} />}
      {submission.others.map(({ code, message }) => (
        <ErrorNote key={code} error={message} code={code} />
      ))}
    </>
  );
}
