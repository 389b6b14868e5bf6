import type { Origin } from "../auth/origin.js";
import type { Principal } from "../auth/principal.js";
import { authorize, demandScope, type Operation } from "../auth/rights.js";
import type { Scope } from "../auth/scopes.js";
import { submissionOf } from "../auth/submission.js";
import type { WarehouseStrategy } from "../domain/planner/strategy.js";
import { Failure } from "../domain/failure.js";
import type { Logger } from "../lib/logger.js";
import type { AuditLog } from "../ports/audit-log.js";
import type { Clock } from "../ports/clock.js";
import type { RecentItems } from "../ports/availability-cache.js";
import type { FeedReader } from "../ports/feed-log.js";
import type { RateLimiter } from "../ports/rate-limiter.js";
import type { Reader } from "../ports/reader.js";
import type { SchemaRegistry } from "../ports/schema-registry.js";
import type { StockAudits } from "../ports/stock-audits.js";
import type { PipelineDeps } from "../usecases/pipeline-deps.js";
import type { ReconciliationDeps } from "../usecases/reconciliation-deps.js";
import type { Caller, UseCaseDeps } from "../usecases/use-case.js";
import type { Cost } from "./cost/charge.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What the room is given once, at start. */
export interface GraphqlDeps {
  readonly deps: UseCaseDeps;
  readonly reader: Reader;
  /** For those who show items, and may be shown them as they were a moment ago. */
  readonly recent: RecentItems;
  readonly audits: StockAudits;
  /** That commands are carried out by, too. */
  readonly strategy: WarehouseStrategy;
  readonly feed: FeedReader;
  /** Of the events. */
  readonly schemas: SchemaRegistry;
  readonly pipeline: PipelineDeps;
  readonly reconciling: ReconciliationDeps;
  /** What each client may still spend. */
  readonly rates: RateLimiter;
  /** How long an operation is worked on. */
  readonly requestTimeoutMs: number;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What every resolver of one operation is given; what many need nothing of is made when asked for. */
export class GraphqlContext {
  readonly principal: Principal;
  readonly origin: Origin;
  /** The feed's head, where the operation asks for it: read before anything else of it. */
  feedPosition?: Promise<number>;
  /** What the operation comes to, once that is known. */
  cost?: Cost;
  // Not #private: Apollo clones the context for each operation.
  private readonly given: GraphqlDeps;
  private ownLoaders: Loaders | undefined;
  /** Of the mutation under way: there is one at a time. */
  private right: Scope | undefined;

  constructor(given: GraphqlDeps, principal: Principal, origin: Origin, loaders?: Loaders) {
    this.given = given;
    this.principal = principal;
    this.origin = origin;
    this.ownLoaders = loaders;
  }

  get deps(): UseCaseDeps {
    return this.given.deps;
  }

  get reader(): Reader {
    return this.given.reader;
  }

  get recent(): RecentItems {
    return this.given.recent;
  }

  get audits(): StockAudits {
    return this.given.audits;
  }

  get strategy(): WarehouseStrategy {
    return this.given.strategy;
  }

  get feed(): FeedReader {
    return this.given.feed;
  }

  get pipeline(): PipelineDeps {
    return this.given.pipeline;
  }

  get reconciling(): ReconciliationDeps {
    return this.given.reconciling;
  }

  get schemas(): SchemaRegistry {
    return this.given.schemas;
  }

  get loaders(): Loaders {
    return (this.ownLoaders ??= createLoaders(this.reader, { remember: true }));
  }

  get correlationId(): string {
    return this.origin.correlationId;
  }

  /** @throws Failure FORBIDDEN, after the audit was told. */
  permit(operation: Operation, args: Readonly<Record<string, unknown>>): void {
    this.right = this.audited(operation, () => authorize(this.principal, operation, args));
  }

  /** As `permit`, for a field that needs more than what it belongs to. */
  permitField(field: string, scope: Scope): void {
    this.audited(field, () => demandScope(this.principal, scope));
  }

  /** @throws Error outside of mutations: a defect of ours. */
  get caller(): Caller {
    const { principal, origin, right } = this;
    if (right === undefined) throw new Error("Nothing has been permitted that could be submitted");
    return submissionOf(principal, { origin, right, now: this.given.clock.now() });
  }

  private audited<T>(operation: string, demand: () => T): T {
    try {
      return demand();
    } catch (error) {
      if (error instanceof Failure && error.code === "FORBIDDEN") {
        const { subject, warehouses } = this.principal;
        const { correlationId, address } = this.origin;
        const about = { operation, subject, warehouses, correlationId, address };
        this.given.audit.turnedAway({ code: error.code, reason: error.message, ...about });
      }
      throw error;
    }
  }
}
