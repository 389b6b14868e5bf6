import type { ChangeType, StockStatus, TransferStatus } from "../model.js";

export interface StockLevelChanged {
  readonly type: "StockLevelChangedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly newQuantity: number;
    readonly oldQuantity: number;
    readonly quantityChanged: number;
    readonly changeType: ChangeType;
    readonly sku: string | null;
    readonly warehouseId: string;
    readonly orderId: string | null;
    readonly updatedBy: string;
    readonly trigger: "ORDER_CONFIRMED" | "ADMIN_UPDATE" | "SCHEDULED_SYNC";
    readonly availableQuantity: number;
  };
}

export interface StockStatusChanged {
  readonly type: "StockStatusChangedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly newStatus: StockStatus;
    readonly oldStatus: StockStatus;
    readonly currentQuantity: number;
    readonly availableQuantity: number;
  };
}

export interface LowStockThresholdReached {
  readonly type: "LowStockThresholdReachedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly currentQuantity: number;
    readonly lowStockThreshold: number;
  };
}

/** Nothing is available any more: beside the change of status to OUT_OF_STOCK. */
export interface Stockout {
  readonly type: "StockoutEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly currentQuantity: number;
    readonly reservedQuantity: number;
  };
}

/** One of each step of a transfer, for each of its items. */
export interface StockTransferred {
  readonly type: "StockTransferredEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly transferId: string;
    readonly fromWarehouseId: string;
    readonly toWarehouseId: string;
    /** IN_TRANSIT: left; RECEIVED: came in; CANCELLED: went back. */
    readonly step: TransferStatus;
    /** Units of this step. */
    readonly quantity: number;
    readonly missingQuantity: number;
    readonly missingReason: string | null;
    /** Units of the line that are still on their way. */
    readonly outstandingQuantity: number;
  };
}

export type StockEvent =
  StockLevelChanged | StockStatusChanged | LowStockThresholdReached | Stockout | StockTransferred;
