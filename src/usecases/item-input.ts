import type { Idempotent, Optional } from "./use-case.js";

/** An item, at the version that the caller knows if it says so. */
export interface ItemInput extends Idempotent {
  readonly productVariantId: string;
  readonly expectedVersion?: Optional<number>;
}

export interface ItemInBinInput extends Idempotent {
  readonly productVariantId: string;
  readonly binId: string;
}
