import type { Seed } from "./seed.js";

/** What a caller must have for a call, in the words of CONTRACT: the second statement beside src/auth/rights.ts. */
export type Need = "read" | "reserve" | "adjust" | "manage" | "admin";

export interface Call<Asked> {
  /** All of these; none: any token that is good will do. null: none at all. */
  readonly needs: readonly Need[] | null;
  /** Concerns all warehouses: a token that is confined to some may not. */
  readonly everywhere: boolean;
  readonly ask: (seed: Seed) => Asked;
}

type Asking<Asked> = Asked | ((seed: Seed) => Asked);
type Row<Asked> = readonly Call<Asked>[];

const call = <Asked>(needs: Call<Asked>["needs"], ask: Asking<Asked>, everywhere = false): Row<Asked> => [
  { needs, everywhere, ask: typeof ask === "function" ? (ask as (seed: Seed) => Asked) : () => ask },
];

export const open = <Asked>(ask: Asking<Asked>) => call(null, ask);
export const anyToken = <Asked>(ask: Asking<Asked>) => call([], ask);
export const read = <Asked>(ask: Asking<Asked>) => call(["read"], ask);
export const reserve = <Asked>(ask: Asking<Asked>) => call(["reserve"], ask);
export const adjust = <Asked>(ask: Asking<Asked>) => call(["adjust"], ask);
export const manage = <Asked>(ask: Asking<Asked>) => call(["manage"], ask);
export const admin = <Asked>(ask: Asking<Asked>) => call(["admin"], ask);
export const manageEverywhere = <Asked>(ask: Asking<Asked>) => call(["manage"], ask, true);
export const adminEverywhere = <Asked>(ask: Asking<Asked>) => call(["admin"], ask, true);
export const both = <Asked>(needs: readonly Need[], ask: Asking<Asked>) => call(needs, ask);
