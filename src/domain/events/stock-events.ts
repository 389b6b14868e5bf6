import type { Body } from "./body.js";
import type * as messages from "./messages.js";

export type StockLevelChanged = Body<messages.StockLevelChangedEvent>;
export type StockStatusChanged = Body<messages.StockStatusChangedEvent>;
export type LowStockThresholdReached = Body<messages.LowStockThresholdReachedEvent>;
export type Stockout = Body<messages.StockoutEvent>;
export type StockTransferred = Body<messages.StockTransferredEvent>;

export type StockEvent =
  StockLevelChanged | StockStatusChanged | LowStockThresholdReached | Stockout | StockTransferred;
