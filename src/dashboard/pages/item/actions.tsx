import { Fragment, useRef, useState } from "react";
import type { TransferFieldsFragment } from "../../generated/graphql.js";
import { useMay } from "../../session/use-session.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import type { ActionProps } from "./action-props.js";
import { AdjustForm } from "./adjust-form.js";
import { CountForm } from "./count-form.js";
import { SettingsForm } from "./settings-form.js";
import { SentTransfers } from "./sent-transfers.js";
import { TransferForm } from "./transfer-form.js";

const TITLES = {
  adjust: "Adjust stock",
  count: "Count stock",
  transfer: "Transfer to another warehouse",
  settings: "Edit how it is kept",
} as const;

type Action = keyof typeof TITLES;

export function Actions(props: Omit<ActionProps, "onClose">) {
  const mayAdjust = useMay("inventory:adjust");
  const maySell = useMay("inventory:reserve");
  const mayManage = useMay("inventory:manage");
  const [open, setOpen] = useState<Action | null>(null);
  const [sent, setSent] = useState<readonly TransferFieldsFragment[]>([]);
  const group = useRef<HTMLDivElement>(null);
  // A form that is answered late closes itself, and not what was opened since.
  const form = { ...props, onClose: () => setOpen((now) => (now === open ? null : now)) };
  return (
    <>
      <div ref={group} className="item-actions" role="group" aria-label="Actions" tabIndex={-1}>
        {(mayAdjust || maySell) && (
          <Button kind="primary" onClick={() => setOpen("adjust")}>
            Adjust
          </Button>
        )}
        {mayAdjust && <Button onClick={() => setOpen("count")}>Count</Button>}
        {mayAdjust && <Button onClick={() => setOpen("transfer")}>Transfer</Button>}
        {mayManage && <Button onClick={() => setOpen("settings")}>Edit</Button>}
        <Lacking mayAdjust={mayAdjust} maySell={maySell} mayManage={mayManage} />
      </div>
      <SentTransfers
        transfers={sent}
        productVariantId={props.item.productVariantId}
        onOver={(transfer) => {
          setSent((before) => before.filter(({ id }) => id !== transfer.id));
          // Its buttons go with it; the keyboard stays near.
          group.current?.focus();
        }}
      />
      <Dialog title={open ? TITLES[open] : ""} open={open !== null} onClose={() => setOpen(null)}>
        {open === "adjust" && <AdjustForm {...form} />}
        {open === "count" && <CountForm {...form} />}
        {open === "transfer" && (
          <TransferForm {...form} onSent={(transfer) => setSent((before) => [transfer, ...before])} />
        )}
        {open === "settings" && <SettingsForm {...form} />}
      </Dialog>
    </>
  );
}

interface Rights {
  readonly mayAdjust: boolean;
  readonly maySell: boolean;
  readonly mayManage: boolean;
}

/** Why something that others can do is not offered. */
function Lacking({ mayAdjust, maySell, mayManage }: Rights) {
  if (mayAdjust && mayManage) return null;
  const lacking = [
    !mayAdjust && (maySell ? "to do more than sell what orders hold" : "to change stock"),
    !mayManage && "to edit the item",
  ].filter((word) => word !== false);
  const scopes = [!mayAdjust && "inventory:adjust", !mayManage && "inventory:manage"].filter(
    (scope) => scope !== false,
  );
  return (
    <p className="muted">
      Your token lacks{" "}
      {scopes.map((scope, index) => (
        <Fragment key={scope}>
          {index > 0 && " and "}
          <code>{scope}</code>
        </Fragment>
      ))}{" "}
      {lacking.join(" and ")}.
    </p>
  );
}
