import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import type { TransferFieldsFragment } from "../../generated/graphql.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Form } from "../../ui/form.js";
import { EmptyNote } from "../../ui/notes.js";
import { Select } from "../../ui/select.js";
import { toast } from "../../ui/toasts.js";
import type { ActionProps } from "./action-props.js";
import { faultOfUnits, wholeNumber } from "./checks.js";
import { SEND } from "./mutations.js";
import { levelIn, optionOf } from "./places.js";
import { useChecked } from "../../ui/use-checked.js";
import { usePlaces } from "./use-places.js";

interface TransferFormProps extends ActionProps {
  readonly onSent: (transfer: TransferFieldsFragment) => void;
}

export function TransferForm({ item, onStale, onClose, onSent }: TransferFormProps) {
  const places = usePlaces(item);
  const sources = item.levels.map(({ warehouse }) => warehouse);
  const [chosenFrom, setFrom] = useState<string | null>(null);
  const [chosenTo, setTo] = useState<string | null>(null);
  const [quantity, setQuantity] = useState("");
  const from = chosenFrom ?? sources[0]?.code ?? "";
  const targets = places.filter(({ code, active }) => active && code !== from);
  const to = targets.some(({ code }) => code === chosenTo) ? (chosenTo ?? "") : (targets[0]?.code ?? "");

  const submission = useSubmission(SEND, {
    payload: ({ createStockTransfer }) => {
      if (createStockTransfer.userErrors.length > 0) onStale();
      return createStockTransfer;
    },
    fields: ["fromWarehouseId", "toWarehouseId", "lines.0.quantity"],
    onDone({ transfer }) {
      if (transfer) onSent(transfer);
      toast(`${quantity} of ${item.productVariantId} are on their way to ${to}.`);
      onClose();
    },
  });
  const send = useChecked(submission, () => ({ "lines.0.quantity": faultOfUnits(quantity, 1) }));
  if (from === "" || to === "") {
    return (
      <>
        <EmptyNote title="Nowhere to send it">
          It takes a warehouse that has some, and another that is active.
        </EmptyNote>
        <div className="dialog__actions">
          <Button onClick={onClose}>Close</Button>
        </div>
      </>
    );
  }
  const { productVariantId } = item;
  return (
    <Form
      submission={send}
      label="Transfer to another warehouse"
      variables={(idempotencyKey) => ({
        input: {
          fromWarehouseId: from,
          toWarehouseId: to,
          lines: [{ productVariantId, quantity: wholeNumber(quantity) ?? 0 }],
          idempotencyKey,
        },
      })}
    >
      <Select
        label="From"
        value={from}
        onChange={setFrom}
        options={sources.map(optionOf)}
        error={send.errorAt("fromWarehouseId")}
      />
      <Select
        label="To"
        value={to}
        onChange={setTo}
        options={targets.map(optionOf)}
        error={send.errorAt("toWarehouseId")}
      />
      <Field
        label="Quantity"
        hint={`${from} has ${levelIn(item.levels, from).availableQuantity} that nobody holds.`}
        value={quantity}
        onChange={setQuantity}
        error={send.errorAt("lines.0.quantity")}
        inputMode="numeric"
        autoComplete="off"
        required
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" pending={send.pending}>
          Send
        </Button>
      </div>
    </Form>
  );
}
