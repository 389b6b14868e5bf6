// What the model and the service are both asked: the inputs of contract.graphql, written
// down once more, so that nothing but the contract is shared with the rules.

export interface Line {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly warehouseId?: string | null;
}

export interface CountInput {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly changeFromQuantity: number | null;
  readonly warehouseId?: string | null;
  readonly expectedVersion?: number | null;
}

export interface ReceivedInput {
  readonly productVariantId: string;
  readonly receivedQuantity: number;
  readonly missingQuantity?: number;
  readonly missingReason?: string;
}

type Policy = "DENY" | "LIMIT" | "ALLOW";
type Reason = "ORDER_CANCELLED" | "RESERVATION_EXPIRED" | "ORDER_COMPLETED_ADJUSTMENT";
interface OneItem {
  readonly productVariantId: string;
  readonly expectedVersion?: number | null;
}

/** The input of each verb. */
export interface Inputs {
  createItem: {
    readonly productVariantId: string;
    readonly sku?: string;
    readonly lowStockThreshold?: number;
    readonly backorderPolicy?: Policy;
    readonly backorderLimit?: number | null;
  };
  updateItem: OneItem & {
    readonly sku?: string | null;
    readonly lowStockThreshold?: number;
    readonly backorderPolicy?: Policy;
    readonly backorderLimit?: number | null;
  };
  discontinue: OneItem;
  reactivate: OneItem;
  deleteItem: OneItem;
  reserve: {
    readonly orderId: string;
    readonly lines: readonly Line[];
    readonly ttlSeconds?: number;
    readonly policy?: "ALL_OR_NOTHING" | "PARTIAL";
  };
  extend: { readonly reservationId: string; readonly ttlSeconds: number };
  confirm: { readonly reservationId: string };
  fulfill: { readonly reservationId: string; readonly lines?: readonly Line[] };
  release: {
    readonly reservationId?: string;
    readonly orderId?: string;
    readonly lines?: readonly Line[];
    readonly reason: Reason;
  };
  adjust: OneItem & {
    readonly delta: number;
    readonly changeType: "PURCHASE" | "SALE" | "RETURN" | "ADJUSTMENT";
    readonly warehouseId?: string | null;
    readonly orderId?: string | null;
  };
  setStock: CountInput;
  setStocks: {
    readonly lines: readonly CountInput[];
    readonly errorPolicy?: "REJECT_ALL" | "REJECT_FAILED";
  };
  createTransfer: {
    readonly fromWarehouseId: string;
    readonly toWarehouseId: string;
    readonly lines: readonly { readonly productVariantId: string; readonly quantity: number }[];
  };
  receiveTransfer: { readonly transferId: string; readonly lines: readonly ReceivedInput[] };
  cancelTransfer: { readonly transferId: string };
  createWarehouse: { readonly code: string; readonly name: string; readonly priority?: number };
  updateWarehouse: {
    readonly warehouseId: string;
    readonly name?: string;
    readonly priority?: number;
    readonly active?: boolean;
  };
  createBin: { readonly warehouseId: string; readonly code: string };
  assign: { readonly productVariantId: string; readonly binId: string };
}

export type Verb = keyof Inputs;

/** One verb with its input, for any verb. */
export type Call = { [V in Verb]: { readonly verb: V; readonly input: Inputs[V] } }[Verb];
