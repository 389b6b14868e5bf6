import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Form } from "../../ui/form.js";
import { Select } from "../../ui/select.js";
import { toast } from "../../ui/toasts.js";
import type { ActionProps } from "./action-props.js";
import { faultOfUnits, given, wholeNumber } from "./checks.js";
import { COUNT } from "./mutations.js";
import { levelIn, optionOf } from "./places.js";
import { useChecked } from "../../ui/use-checked.js";
import { usePlaces } from "./use-places.js";

export function CountForm({ item, onItem, onStale, onClose }: ActionProps) {
  const places = usePlaces(item);
  const [chosen, setChosen] = useState<string | null>(null);
  const warehouse = chosen ?? places[0]?.code ?? "MAIN";
  const now = levelIn(item.levels, warehouse).quantity;
  const [quantity, setQuantity] = useState("");
  // What was shown when the form was opened: a count that began then knows nothing of later changes.
  const [from, setFrom] = useState(String(now));
  const [reason, setReason] = useState("");

  const submission = useSubmission(COUNT, {
    payload: ({ setStock }) => {
      if (setStock.userErrors.length > 0) onStale();
      return setStock;
    },
    fields: ["quantity", "changeFromQuantity", "warehouseId", "reason"],
    onDone({ item: became }) {
      if (became) onItem(became);
      toast(`${warehouse} has ${quantity} of ${item.productVariantId} by your count.`);
      onClose();
    },
  });
  const count = useChecked(submission, () => ({
    quantity: faultOfUnits(quantity, 0),
    changeFromQuantity: faultOfUnits(from, 0),
  }));
  return (
    <Form
      submission={count}
      label="Count stock"
      variables={(idempotencyKey) => ({
        input: {
          productVariantId: item.productVariantId,
          warehouseId: warehouse,
          quantity: wholeNumber(quantity) ?? 0,
          changeFromQuantity: wholeNumber(from) ?? 0,
          ...given("reason", reason),
          idempotencyKey,
        },
      })}
    >
      <Select
        label="Warehouse"
        value={warehouse}
        onChange={(code) => {
          setChosen(code);
          setFrom(String(levelIn(item.levels, code).quantity));
        }}
        options={places.map(optionOf)}
        error={count.errorAt("warehouseId")}
      />
      <Field
        label="Counted quantity"
        hint="Units on hand, those that are held included."
        value={quantity}
        onChange={setQuantity}
        error={count.errorAt("quantity")}
        inputMode="numeric"
        autoComplete="off"
        required
      />
      <Field
        label="On hand before the count"
        hint="If it is another by then, nothing is changed."
        value={from}
        onChange={setFrom}
        error={count.errorAt("changeFromQuantity")}
        inputMode="numeric"
        autoComplete="off"
        required
      />
      {wholeNumber(from) !== now && (
        <div className="note" role="status">
          <p>
            {warehouse} has {now} on hand now. Does your count know of that?
          </p>
          <Button
            onClick={({ currentTarget }) => {
              setFrom(String(now));
              // This button goes, and leaves the keyboard at what is to be done next.
              currentTarget.form?.querySelector<HTMLElement>("[type=submit]")?.focus();
            }}
          >
            Count against {now}
          </Button>
        </div>
      )}
      <Field
        label="Reason"
        hint="Optional; it stands in the ledger."
        value={reason}
        onChange={setReason}
        error={count.errorAt("reason")}
        autoComplete="off"
        maxLength={500}
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" pending={count.pending}>
          Set quantity
        </Button>
      </div>
    </Form>
  );
}
