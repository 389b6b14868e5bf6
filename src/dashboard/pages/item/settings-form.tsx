import { useState } from "react";
import { useSubmission } from "../../api/use-submission.js";
import type { BackorderPolicy } from "../../generated/graphql.js";
import { Button } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Form } from "../../ui/form.js";
import { Select } from "../../ui/select.js";
import { toast } from "../../ui/toasts.js";
import type { ActionProps } from "./action-props.js";
import { faultOfUnits, wholeNumber } from "./checks.js";
import { UPDATE } from "./mutations.js";
import { policyOf } from "./policy.js";
import { useChecked } from "../../ui/use-checked.js";

const POLICIES: readonly { readonly value: BackorderPolicy; readonly label: string }[] = [
  { value: "DENY", label: "Denied: never more than is on hand" },
  { value: "LIMIT", label: "Up to a limit" },
  { value: "ALLOW", label: "Allowed without bound" },
];

export function SettingsForm({ item, onItem, onStale, onClose }: ActionProps) {
  const [threshold, setThreshold] = useState(String(item.lowStockThreshold));
  const [policy, setPolicy] = useState(item.backorderPolicy);
  const [limit, setLimit] = useState(String(item.backorderLimit ?? ""));
  const [began] = useState(item);
  const isLimited = policy === "LIMIT";

  const submission = useSubmission(UPDATE, {
    payload: ({ updateInventoryItem }) => {
      if (updateInventoryItem.userErrors.length > 0) onStale();
      return updateInventoryItem;
    },
    fields: ["lowStockThreshold", "backorderPolicy", "backorderLimit"],
    onDone({ item: became }) {
      if (became) onItem(became);
      toast(`${item.productVariantId} is low at ${threshold} from now on.`);
      onClose();
    },
  });
  const update = useChecked(submission, () => ({
    lowStockThreshold: faultOfUnits(threshold, 0),
    backorderLimit: isLimited ? faultOfUnits(limit, 0) : null,
  }));
  const isStale =
    update.others.some(({ code }) => code === "STALE_VERSION") ||
    // By somebody else, while the form was open: its fields know nothing of that.
    ([began.lowStockThreshold, policyOf(began)].join() !== [item.lowStockThreshold, policyOf(item)].join() &&
      !update.pending);
  return (
    <Form
      submission={update}
      label="Edit how it is kept"
      variables={(idempotencyKey) => ({
        input: {
          productVariantId: item.productVariantId,
          lowStockThreshold: wholeNumber(threshold) ?? 0,
          backorderPolicy: policy,
          ...(isLimited && { backorderLimit: wholeNumber(limit) ?? 0 }),
          // As it is shown now: stock may move under the open form, which says so.
          expectedVersion: item.version,
          idempotencyKey,
        },
      })}
    >
      {isStale && (
        <p className="item-now" role="status">
          It changed meanwhile: low at {item.lowStockThreshold}, backorders {policyOf(item).toLowerCase()}.
          Saving makes it what stands here.
        </p>
      )}
      <Field
        label="Low at"
        hint="Available units, from 0, at which it counts as low."
        value={threshold}
        onChange={setThreshold}
        error={update.errorAt("lowStockThreshold")}
        inputMode="numeric"
        autoComplete="off"
        required
      />
      <Select
        label="Backorders"
        value={policy}
        onChange={setPolicy}
        options={POLICIES}
        error={update.errorAt("backorderPolicy")}
      />
      {isLimited && (
        <Field
          label="Limit"
          hint="Units that may be owed."
          value={limit}
          onChange={setLimit}
          error={update.errorAt("backorderLimit")}
          inputMode="numeric"
          autoComplete="off"
          required
        />
      )}
      <div className="dialog__actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" pending={update.pending}>
          Save
        </Button>
      </div>
    </Form>
  );
}
