import type { Answer, Command } from "../../domain/commands.js";
import type { EventCheck, EventType } from "../../domain/events.js";
import type { Result } from "../../domain/decision.js";
import type { JobOutcome } from "../../domain/fold-batch.js";
import type { WarehouseStrategy } from "../../domain/planner/strategy.js";
import type { Logger } from "../../lib/logger.js";
import type { Clock } from "../../ports/clock.js";
import type { Submission } from "../../ports/unit-of-work.js";
import type { Database } from "../database.js";

export interface Request {
  readonly command: Command;
  readonly submission: Submission;
}

/** Of one request: answered, broken by a defect of its rule, or to wait for a row locked elsewhere. */
export type Outcome = JobOutcome | { readonly mustWait: true };

export interface BatchResult {
  /** In the order of the requests. */
  readonly outcomes: readonly Outcome[];
  /** How many of each type it caused. */
  readonly events: EventCounts;
  /** The versions that items have by it. */
  readonly items: ItemVersions;
}

/** By product variant id. */
export type ItemVersions = ReadonlyMap<string, number>;

export type EventCounts = ReadonlyMap<EventType, number>;

/** A request with its caller waiting. */
export interface Pending extends Request {
  /** Of the rows it locks by name (`keysOf`). */
  readonly keys: readonly string[];
  settle(result: Result<Answer>): void;
  fail(failure: unknown): void;
}

export interface GroupCommitOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From which warehouses orders are drawn. */
  readonly strategy: WarehouseStrategy;
  /** What every event must pass before anything of its command is written. */
  readonly check: EventCheck;
  /** Called after each commit that caused events, with how many of each type. */
  readonly onEvents: (made: EventCounts) => void;
  /** Called after each commit that changed items, before their callers are answered. */
  readonly onItems?: (changed: ItemVersions) => void;
  /** Told how many commands each transaction carried out. */
  readonly onBatch?: (commands: number) => void;
}
