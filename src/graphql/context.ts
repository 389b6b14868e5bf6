import { randomUUID } from "node:crypto";
import type { Principal } from "../auth/principal.js";
import type { WarehouseStrategy } from "../domain/planner/strategy.js";
import { isOpaqueId } from "../domain/validate.js";
import type { Logger } from "../lib/logger.js";
import { traceParentFrom } from "../lib/trace-parent.js";
import type { Clock } from "../ports/clock.js";
import type { FeedReader } from "../ports/feed-log.js";
import type { Reader } from "../ports/reader.js";
import type { SchemaRegistry } from "../ports/schema-registry.js";
import type { StockAudits } from "../ports/stock-audits.js";
import type { PipelineDeps } from "../usecases/pipeline-deps.js";
import type { Caller, UseCaseDeps } from "../usecases/use-case.js";
import type { LiveHub } from "./live/live-hub.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What the room is given once, at start. */
export interface GraphqlDeps {
  readonly deps: UseCaseDeps;
  readonly reader: Reader;
  readonly audits: StockAudits;
  /** That commands are carried out by, too. */
  readonly strategy: WarehouseStrategy;
  readonly feed: FeedReader;
  /** Of the events. */
  readonly schemas: SchemaRegistry;
  readonly pipeline: PipelineDeps;
  readonly live: LiveHub;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A command that has waited so long is not begun any more: its caller has given up. */
const PATIENCE_MS = 15_000;

/** What an operation, and all that it causes, is known by elsewhere. */
export interface Origin {
  readonly correlationId: string;
  /** W3C Trace Context's header, if there is a good one. */
  readonly traceParent: string | null;
}

/** What every resolver of one operation is given; what many need nothing of is made when asked for. */
export class GraphqlContext {
  readonly principal: Principal;
  readonly origin: Origin;
  /** The feed's head, where the operation asks for it: read before anything else of it. */
  feedPosition?: Promise<number>;
  // Not #private: Apollo clones the context for each operation.
  private readonly given: GraphqlDeps;
  private ownLoaders: Loaders | undefined;

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

  get schemas(): SchemaRegistry {
    return this.given.schemas;
  }

  get live(): LiveHub {
    return this.given.live;
  }

  get loaders(): Loaders {
    return (this.ownLoaders ??= createLoaders(this.reader, { remember: true }));
  }

  get correlationId(): string {
    return this.origin.correlationId;
  }

  get caller(): Caller {
    const { subject, scopes, warehouses } = this.principal;
    const mayAdjust = scopes.has("inventory:adjust");
    const deadline = this.given.clock.now() + PATIENCE_MS;
    const origin = { ...this.origin, causationId: null, userId: null };
    return { subject, ...origin, warehouses, mayAdjust, deadline };
  }
}

export function originFrom(correlationId: unknown, traceParent: unknown): Origin {
  return { correlationId: correlationIdFrom(correlationId), traceParent: traceParentFrom(traceParent) };
}

/** The caller's own id when it can be stored, else a new one. */
function correlationIdFrom(given: unknown): string {
  return typeof given === "string" && isOpaqueId(given) ? given : randomUUID();
}
