import type { FastifyInstance } from "fastify";
import type { Verifier } from "./auth/verifier.js";
import { openLiveHub, type LiveHub } from "./graphql/live/live-hub.js";
import type { Outlets } from "./graphql/live/outlets.js";
import { openGraphql, type Graphql } from "./graphql/server.js";
import type { SubscriptionFigures } from "./http/instruments/subscriptions.js";
import { registerRest } from "./http/rest/routes.js";
import type { HttpServerOptions } from "./http/server.js";
import { CachedItems } from "./messaging/recent-items.js";
import { openPipeline } from "./open-pipeline.js";
import { openReconciliation } from "./open-reconciliation.js";
import { clock, type Parts } from "./open-roles.js";
import type { RecentItems } from "./ports/availability-cache.js";
import type { UseCaseDeps } from "./usecases/use-case.js";

/** What API nodes serve. */
export interface Api {
  readonly graphql: Graphql;
  /** Each adds the routes of one part. */
  readonly mounts: HttpServerOptions["mounts"];
}

export async function openApi(parts: Parts, deps: UseCaseDeps, verifier: Verifier): Promise<Api> {
  const { logger, audit, scope, store, messaging, metrics, strategy, registry } = parts;
  const { reader, feed, audits } = store;
  const pipeline = openPipeline(parts);
  const hub = await openLiveHub({ feed, history: pipeline.history, live: messaging.liveFeed, logger });
  scope.onClose(() => hub.close());
  const { requestTimeoutMs } = parts.config;
  const recent = openRecentItems(parts);
  const shared = { deps, reader, recent, rates: messaging.rates, requestTimeoutMs, clock, audit, logger };
  const graphql = await openGraphql({
    ...{ ...shared, verifier, audits, feed, hub, strategy },
    limits: parts.config.subscribers,
    asking: parts.config.graphql,
    cache: messaging.cache,
    pipeline,
    reconciling: openReconciliation(parts, deps),
    schemas: registry,
  });
  scope.onClose(() => graphql.close());
  metrics.watchRates(() => messaging.rates.figures());
  metrics.watchSubscriptions(() => figuresOf(hub, graphql.outlets));
  const mounts = [graphql.register, (app: FastifyInstance) => registerRest(app, shared)];
  return { graphql, mounts };
}

/** By the cache, where there is one. */
function openRecentItems({ store: { reader }, messaging: { availability }, metrics }: Parts): RecentItems {
  if (availability === null) return reader;
  const recent = new CachedItems({ cache: availability, reader });
  metrics.watchAvailability(() => ({ ...recent.figures, away: availability.fault() !== null }));
  return recent;
}

function figuresOf(hub: LiveHub, outlets: Outlets): SubscriptionFigures {
  const { sum, most } = outlets.buffered();
  return {
    ...{ subscriptions: hub.size, groups: hub.groups, bufferedBytes: sum, mostBufferedBytes: most },
    ...{ sockets: outlets.size("socket"), eventStreams: outlets.size("stream") },
    ...{ written: outlets.tally.written, ended: outlets.tally.ended },
  };
}
