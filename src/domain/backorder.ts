import { MAIN_WAREHOUSE_ID, type BackorderPolicy, type Level } from "./model.js";
import type { Refusal } from "./refusal.js";

export interface Backorder {
  readonly backorderPolicy: BackorderPolicy;
  /** Units; with LIMIT, and only then. */
  readonly backorderLimit: number | null;
}

/** Units that MAIN may owe; null = without bound. */
export function owing({ backorderPolicy, backorderLimit }: Backorder): number | null {
  switch (backorderPolicy) {
    case "DENY":
      return 0;
    case "LIMIT":
      return backorderLimit ?? 0;
    case "ALLOW":
      return null;
    default:
      return backorderPolicy satisfies never;
  }
}

/** The level of MAIN, as the policy has it. */
export function mainLevel(level: Omit<Level, "warehouseId" | "backorderLimit">, backorder: Backorder): Level {
  return { ...level, warehouseId: MAIN_WAREHOUSE_ID, backorderLimit: owing(backorder) };
}

/** A limit goes with LIMIT alone, and none may be less than what MAIN owes already. */
export function checkBackorder(backorder: Backorder, { quantity, reserved }: Level): Refusal | null {
  const { backorderPolicy: policy, backorderLimit: limit } = backorder;
  const refused = (field: keyof Backorder, message: string): Refusal => ({
    code: "INVALID_INPUT",
    field: [field],
    message,
  });
  if (policy === "LIMIT" && limit === null) {
    return refused("backorderLimit", "Must be given with the backorder policy LIMIT.");
  }
  if (policy !== "LIMIT" && limit !== null) {
    return refused("backorderLimit", `Has no meaning with the backorder policy ${policy}.`);
  }
  const owed = reserved - quantity;
  if (owed <= (owing(backorder) ?? owed)) return null;
  const field = policy === "LIMIT" ? "backorderLimit" : "backorderPolicy";
  return refused(field, `MAIN owes ${owed} already, more than that allows.`);
}
