import { randomUUID } from "node:crypto";
import type { Principal } from "../auth/principal.js";
import { isOpaqueId } from "../domain/validate.js";
import type { Logger } from "../lib/logger.js";
import type { Clock } from "../ports/clock.js";
import type { FeedReader } from "../ports/feed-log.js";
import type { Reader } from "../ports/reader.js";
import type { Caller, UseCaseDeps } from "../usecases/use-case.js";
import type { LiveHub } from "./live/live-hub.js";
import { createLoaders, type Loaders } from "./loaders.js";

/** What the room is given once, at start. */
export interface GraphqlDeps {
  readonly deps: UseCaseDeps;
  readonly reader: Reader;
  readonly feed: FeedReader;
  readonly live: LiveHub;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What every resolver of one operation is given. */
export interface GraphqlContext extends GraphqlDeps {
  readonly principal: Principal;
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** The feed's head, where the operation asks for it: read before anything else of it. */
  feedPosition?: Promise<number>;
}

/** A command that has waited so long is not begun any more: its caller has given up. */
const PATIENCE_MS = 15_000;

export function createContext(
  given: GraphqlDeps,
  principal: Principal,
  correlationId: string,
  loaders: Loaders = createLoaders(given.reader, { remember: true }),
): GraphqlContext {
  const { subject, warehouses } = principal;
  const deadline = given.clock.now() + PATIENCE_MS;
  const { deps, reader, feed, live, clock, logger } = given;
  return {
    ...{ deps, reader, feed, live, clock, logger, principal, loaders },
    caller: { subject, correlationId, causationId: null, userId: null, warehouses, deadline },
  };
}

/** The caller's own id when it can be stored, else a new one. */
export function correlationIdFrom(header: string | string[] | undefined): string {
  return typeof header === "string" && isOpaqueId(header) ? header : randomUUID();
}
