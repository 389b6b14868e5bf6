import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import type { ReleaseReason } from "../../generated/graphql.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { Form } from "../../ui/form.js";
import { Select } from "../../ui/select.js";
import { toast } from "../../ui/toasts.js";
import { heldBy } from "./held.js";
import { RELEASE } from "./mutations.js";
import type { ReservationNode } from "./use-reservations.js";

interface ReleaseDialogProps {
  /** null: none is to be released. */
  readonly reservation: ReservationNode | null;
  readonly onClose: () => void;
  readonly onReleased: () => void;
  /** It was released, or is another than it was shown as. */
  readonly onChanged: () => void;
}

const REASONS: readonly { readonly value: ReleaseReason; readonly label: string }[] = [
  { value: "ORDER_CANCELLED", label: "The order was cancelled" },
  { value: "ORDER_COMPLETED_ADJUSTMENT", label: "The order is complete without it" },
  { value: "RESERVATION_EXPIRED", label: "The hold has lasted too long" },
];

export function ReleaseDialog(props: ReleaseDialogProps) {
  const { reservation, onClose } = props;
  return (
    <Dialog title="Release the reservation" open={reservation !== null} onClose={onClose}>
      {reservation && <ReleaseForm {...props} reservation={reservation} />}
    </Dialog>
  );
}

function ReleaseForm(props: ReleaseDialogProps & { readonly reservation: ReservationNode }) {
  const { reservation, onClose, onReleased, onChanged } = props;
  const [reason, setReason] = useState<ReleaseReason>("ORDER_CANCELLED");
  const release = useSubmission(RELEASE, {
    payload: ({ releaseReservation }) => {
      // Also when it was refused: then it is not what it was taken for.
      onChanged();
      return releaseReservation;
    },
    fields: ["reason"],
    onDone() {
      toast(`Order ${reservation.orderId} holds nothing any more.`);
      onReleased();
      onClose();
    },
  });
  const isClosed = release.others.some(({ code }) => code === "RESERVATION_CLOSED");
  return (
    <Form
      submission={release}
      label="Release the reservation"
      variables={(idempotencyKey) => ({ input: { reservationId: reservation.id, reason, idempotencyKey } })}
    >
      {!isClosed && (
        <>
          <p>
            Order <strong className="item-word">{reservation.orderId}</strong> gives back all that it holds by
            this reservation. This cannot be undone.
          </p>
          <ul className="item-held">
            {heldBy(reservation.lines).map(({ productVariantId, warehouse, units }) => (
              <li key={`${productVariantId} ${warehouse}`}>
                {units} of <strong>{productVariantId}</strong> in {warehouse}
              </li>
            ))}
          </ul>
          <Select
            label="Reason"
            value={reason}
            onChange={setReason}
            options={REASONS}
            error={release.errorAt("reason")}
          />
        </>
      )}
      <div className="dialog__actions">
        <Button onClick={onClose}>{isClosed ? "Close" : "Keep it"}</Button>
        {!isClosed && (
          <Button kind="danger" type="submit" pending={release.pending}>
            Release
          </Button>
        )}
      </div>
    </Form>
  );
}
