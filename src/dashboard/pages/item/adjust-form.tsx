import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import type { ChangeType } from "../../generated/graphql.js";
import { useMay } from "../../session/use-session.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Form } from "../../ui/form.js";
import { Select } from "../../ui/select.js";
import { toast } from "../../ui/toasts.js";
import type { ActionProps } from "./action-props.js";
import { faultOfDelta, given, wholeNumber } from "./checks.js";
import { ADJUST } from "./mutations.js";
import { levelIn, optionOf } from "./places.js";
import { useChecked } from "../../ui/use-checked.js";
import { usePlaces } from "./use-places.js";

const TYPES: readonly { readonly value: ChangeType; readonly label: string; readonly hint: string }[] = [
  { value: "ADJUSTMENT", label: "Adjustment", hint: "Above 0: found. Below 0: lost or broken." },
  { value: "PURCHASE", label: "Purchase", hint: "Above 0: what came in." },
  { value: "RETURN", label: "Return", hint: "Above 0: what came back." },
  { value: "SALE", label: "Sale", hint: "Below 0: what went out." },
];

export function AdjustForm({ item, onItem, onStale, onClose }: ActionProps) {
  // A sale of what an order holds is the order's own right.
  const mayAdjust = useMay("inventory:adjust");
  const types = mayAdjust ? TYPES : TYPES.filter(({ value }) => value === "SALE");
  const places = usePlaces(item);
  const [changeType, setChangeType] = useState<ChangeType>(mayAdjust ? "ADJUSTMENT" : "SALE");
  const [delta, setDelta] = useState("");
  const [chosen, setWarehouse] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [orderId, setOrderId] = useState("");
  const warehouse = chosen ?? places[0]?.code ?? "MAIN";
  const isSale = changeType === "SALE";

  const submission = useSubmission(ADJUST, {
    payload: ({ adjustStock }) => {
      if (adjustStock.userErrors.length > 0) onStale();
      return adjustStock;
    },
    fields: ["delta", "changeType", "warehouseId", "reason", "orderId"],
    onDone({ item: became }) {
      if (became) onItem(became);
      const units = wholeNumber(delta) ?? 0;
      toast(`${item.productVariantId}: ${units > 0 ? "+" : ""}${units} in ${warehouse}.`);
      onClose();
    },
  });
  const adjust = useChecked(submission, () => ({
    delta: faultOfDelta(delta),
    orderId: isSale && !mayAdjust && orderId.trim() === "" ? "The order that holds it is needed." : null,
  }));
  const level = levelIn(item.levels, warehouse);
  return (
    <Form
      submission={adjust}
      label="Adjust stock"
      variables={(idempotencyKey) => ({
        input: {
          productVariantId: item.productVariantId,
          delta: wholeNumber(delta) ?? 0,
          changeType,
          warehouseId: warehouse,
          ...given("reason", reason),
          ...(isSale && given("orderId", orderId)),
          idempotencyKey,
        },
      })}
    >
      <Select
        label="Change type"
        value={changeType}
        onChange={setChangeType}
        options={types}
        error={adjust.errorAt("changeType")}
      />
      <Field
        label="Delta"
        hint={types.find(({ value }) => value === changeType)?.hint ?? ""}
        value={delta}
        onChange={setDelta}
        error={adjust.errorAt("delta")}
        autoComplete="off"
        required
      />
      <Select
        label="Warehouse"
        value={warehouse}
        onChange={setWarehouse}
        options={places.map(optionOf)}
        error={adjust.errorAt("warehouseId")}
      />
      <p className="item-now">
        {warehouse} has {level.quantity} on hand, {level.availableQuantity} of them available.
      </p>
      {isSale && (
        <Field
          label="Order"
          hint={
            mayAdjust
              ? "Optional. What the order holds is taken first."
              : "What the order holds is taken first."
          }
          value={orderId}
          onChange={setOrderId}
          error={adjust.errorAt("orderId")}
          required={!mayAdjust}
          autoComplete="off"
          maxLength={64}
        />
      )}
      <Field
        label="Reason"
        hint="Optional; it stands in the ledger."
        value={reason}
        onChange={setReason}
        error={adjust.errorAt("reason")}
        autoComplete="off"
        maxLength={500}
      />
      <div className="dialog__actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" pending={adjust.pending}>
          Adjust stock
        </Button>
      </div>
    </Form>
  );
}
