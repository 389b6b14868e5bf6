import { registerEnumType } from "type-graphql";
import type {
  BackorderPolicy,
  ChangeType,
  ReleaseReason,
  ReservationStatus,
  StockStatus,
  TransferStatus,
} from "../../domain/model.js";
import type { DeadLetterState } from "../../ports/dead-letters.js";
import type { ReplayState } from "../../ports/replays.js";
import type { InventoryOrder } from "../../ports/reader-queries.js";
import { REFUSAL_CODES, type RefusalCode } from "../../domain/refusal.js";

/** An enum object whose names are their values, as GraphQL's are, checked against the domain's union. */
type Enum<T extends string> = { readonly [K in T]: K };

export const StockStatusEnum: Enum<StockStatus> = {
  IN_STOCK: "IN_STOCK",
  LOW_STOCK: "LOW_STOCK",
  OUT_OF_STOCK: "OUT_OF_STOCK",
  DISCONTINUED: "DISCONTINUED",
};
registerEnumType(StockStatusEnum, {
  name: "StockStatus",
  description: "By what is available: OUT_OF_STOCK at 0 or less, LOW_STOCK up to the item's threshold.",
});

export const ChangeTypeEnum: Enum<ChangeType> = {
  PURCHASE: "PURCHASE",
  SALE: "SALE",
  RETURN: "RETURN",
  ADJUSTMENT: "ADJUSTMENT",
};
registerEnumType(ChangeTypeEnum, { name: "ChangeType" });

export const ReservationStatusEnum: Enum<ReservationStatus> = {
  ACTIVE: "ACTIVE",
  CONFIRMED: "CONFIRMED",
  FULFILLED: "FULFILLED",
  RELEASED: "RELEASED",
  EXPIRED: "EXPIRED",
};
registerEnumType(ReservationStatusEnum, {
  name: "ReservationStatus",
  description: "ACTIVE and CONFIRMED hold stock; the others are final.",
});

export const ReleaseReasonEnum: Enum<ReleaseReason> = {
  ORDER_CANCELLED: "ORDER_CANCELLED",
  RESERVATION_EXPIRED: "RESERVATION_EXPIRED",
  ORDER_COMPLETED_ADJUSTMENT: "ORDER_COMPLETED_ADJUSTMENT",
};
registerEnumType(ReleaseReasonEnum, { name: "ReleaseReason" });

export const TransferStatusEnum: Enum<TransferStatus> = {
  IN_TRANSIT: "IN_TRANSIT",
  RECEIVED: "RECEIVED",
  CANCELLED: "CANCELLED",
};
registerEnumType(TransferStatusEnum, {
  name: "TransferStatus",
  description: "IN_TRANSIT until nothing of it is on its way; the others are final.",
});

export const BackorderPolicyEnum: Enum<BackorderPolicy> = { DENY: "DENY", LIMIT: "LIMIT", ALLOW: "ALLOW" };
registerEnumType(BackorderPolicyEnum, {
  name: "BackorderPolicy",
  description: "Whether more may be reserved than is on hand: never, up to a limit, or without bound.",
});

export type ReservePolicy = "ALL_OR_NOTHING" | "PARTIAL";
export const ReservePolicyEnum: Enum<ReservePolicy> = {
  ALL_OR_NOTHING: "ALL_OR_NOTHING",
  PARTIAL: "PARTIAL",
};
registerEnumType(ReservePolicyEnum, {
  name: "ReservePolicy",
  description: "Every line or none; or of each line what there is.",
});

export type ErrorPolicy = "REJECT_ALL" | "REJECT_FAILED";
export const ErrorPolicyEnum: Enum<ErrorPolicy> = {
  REJECT_ALL: "REJECT_ALL",
  REJECT_FAILED: "REJECT_FAILED",
};
registerEnumType(ErrorPolicyEnum, {
  name: "ErrorPolicy",
  description: "Whether one line that is refused refuses all, or itself alone.",
});

export const InventoryOrderEnum: Enum<InventoryOrder> = {
  PRODUCT_VARIANT_ID: "PRODUCT_VARIANT_ID",
  UPDATED_AT: "UPDATED_AT",
  AVAILABLE: "AVAILABLE",
};
registerEnumType(InventoryOrderEnum, {
  name: "InventoryOrder",
  description: "Where equal, by productVariantId.",
  valuesConfig: {
    PRODUCT_VARIANT_ID: { description: "Ascending, bytewise; a page costs the same wherever it is." },
    UPDATED_AT: {
      description:
        "Newest first. No index has what every hold changes: a page costs a look at each item that meets the filter. An item that changes meanwhile moves to the front.",
    },
    AVAILABLE: {
      description:
        "Fewest available units first. No index has what every hold changes: a page costs a look at each item that meets the filter. An item that changes meanwhile moves.",
    },
  },
});

export const ReplayStateEnum: Enum<ReplayState> = {
  RUNNING: "RUNNING",
  DONE: "DONE",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
};
registerEnumType(ReplayStateEnum, {
  name: "ReplayState",
  description: "RUNNING also before its turn, and while the other side is away; the others are final.",
});

export const DeadLetterStateEnum: Enum<DeadLetterState> = {
  OPEN: "OPEN",
  REDRIVING: "REDRIVING",
  REDRIVEN: "REDRIVEN",
  DISCARDED: "DISCARDED",
};
registerEnumType(DeadLetterStateEnum, {
  name: "DeadLetterState",
  description:
    "OPEN: nobody has decided yet. REDRIVING: it will be sent again by a process that consumes its source; one that cannot be sent is OPEN again. The others are final, unless an equal message dies later: then the letter is OPEN again.",
});

export const UserErrorCodeEnum = Object.fromEntries(
  REFUSAL_CODES.map((code) => [code, code]),
) as Enum<RefusalCode>;
registerEnumType(UserErrorCodeEnum, { name: "UserErrorCode" });
