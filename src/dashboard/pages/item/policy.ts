import type { ItemFieldsFragment } from "../../generated/graphql.js";

type Kept = Pick<ItemFieldsFragment, "backorderPolicy" | "backorderLimit">;

/** Whether more may be reserved than is on hand, in a word. */
export function policyOf({ backorderPolicy, backorderLimit }: Kept): string {
  switch (backorderPolicy) {
    case "DENY":
      return "Denied";
    case "ALLOW":
      return "Allowed";
    case "LIMIT":
      return `Up to ${backorderLimit ?? 0}`;
    default:
      return backorderPolicy satisfies never;
  }
}
