import type { EventAnswers, EventCommand } from "./commands/events.js";
import type { ItemAnswers, ItemCommand } from "./commands/items.js";
import type { OrderAnswers, OrderCommand } from "./commands/orders.js";
import type { ReservationAnswers, ReservationCommand } from "./commands/reservations.js";
import type { StockAnswers, StockCommand } from "./commands/stock.js";
import type { VariantAnswers, VariantCommand } from "./commands/variants.js";
import type { WarehouseAnswers, WarehouseCommand } from "./commands/warehouses.js";
import type { Instant } from "./model.js";
import type { WarehouseStrategy } from "./planner/strategy.js";

export type * from "./commands/events.js";
export type * from "./commands/items.js";
export type * from "./commands/orders.js";
export * from "./commands/reservations.js";
export type * from "./commands/stock.js";
export type * from "./commands/variants.js";
export type * from "./commands/warehouses.js";

export type Command =
  | ItemCommand
  | WarehouseCommand
  | ReservationCommand
  | StockCommand
  | EventCommand
  | OrderCommand
  | VariantCommand;
export type CommandKind = Command["kind"];

/** What each command answers when it was carried out: the state right after it. */
export interface Answers
  extends
    ItemAnswers,
    WarehouseAnswers,
    ReservationAnswers,
    StockAnswers,
    EventAnswers,
    OrderAnswers,
    VariantAnswers {}

export type Answer = Answers[CommandKind];

/** Who asks, and on what occasion. */
export interface CommandMeta {
  /** The caller's subject: scope of idempotency keys, actor of ledger entries. */
  readonly subject: string;
  /** That allows it, for the ledger: the scope it needs, or who is asked for none. */
  readonly right: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly userId: string | null;
  /** W3C Trace Context's header of the request, when it had one. */
  readonly traceParent: string | null;
  /**
   * Codes or ids of the warehouses the caller is confined to; null = all.
   */
  readonly warehouses: readonly string[] | null;
  /** Whether the caller may take stock that nobody holds; else it sells what its order holds. */
  readonly mayAdjust: boolean;
}

/** What a rule is told beside the state and the command. */
export interface RuleContext extends CommandMeta {
  readonly now: Instant;
  readonly newId: () => string;
  /** In which order the planner draws from warehouses. */
  readonly strategy: WarehouseStrategy;
}
