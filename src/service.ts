import type { FastifyInstance } from "fastify";
import { openEmbeddedIssuer } from "./auth/embedded-issuer.js";
import { trustJwks } from "./auth/trust.js";
import { createVerifier, type Verifier } from "./auth/verifier.js";
import { seedDemoCatalogue } from "./cli/demo-catalogue.js";
import type { Config } from "./config.js";
import { openLiveHub } from "./graphql/live/live-hub.js";
import { openGraphql } from "./graphql/server.js";
import { greet } from "./greeting.js";
import { createHttpServer, type HttpServerOptions } from "./http/server.js";
import type { Logger } from "./lib/logger.js";
import { Nudge } from "./lib/nudge.js";
import { StartError } from "./lib/start-error.js";
import { createScope, type Scope } from "./lib/scope.js";
import { openMessaging, type Messaging } from "./open-messaging.js";
import { createMetrics, type Metrics } from "./http/instruments.js";
import { runRelay } from "./pipeline/relay.js";
import type { Clock } from "./ports/clock.js";
import type { UseCaseDeps } from "./usecases/use-case.js";
import { openStore, type Store } from "./store/store.js";
import { GroupCommit } from "./store/unit-of-work/group-commit.js";

export interface Service {
  /** What a person at the terminal is told when it is ready. */
  readonly greeting: string;
  readonly url: string;
  close(): Promise<void>;
}

/** What every part is handed. */
interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly scope: Scope;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly messaging: Messaging;
  /** Signalled after commits, here or in another process: there may be events to sequence. */
  readonly nudge: Nudge;
}

const clock: Clock = { now: Date.now };

/**
 * Opens what the process's roles need, one after the other; stopping releases it in the
 * opposite order, and so does a start that fails half-way.
 */
export async function startService(config: Config, logger: Logger): Promise<Service> {
  const scope = createScope();
  try {
    return await open(config, logger, scope);
  } catch (error) {
    await scope
      .close()
      .catch((closing: unknown) => logger.error({ err: closing }, "not everything was released"));
    throw error;
  }
}

async function open(config: Config, logger: Logger, scope: Scope): Promise<Service> {
  const began = performance.now();
  const { database, live, broker, roles } = config;
  const alone = live.kind === "memory" || (broker.kind === "memory" && roles.has("relay"));
  const store = await openStore({ database, alone, logger });
  scope.onClose(() => store.close());
  const messaging = await openMessaging(config, store.feedId, logger);
  scope.onClose(() => messaging.close());
  const parts: Parts = {
    config,
    logger,
    scope,
    store,
    messaging,
    metrics: createMetrics(),
    nudge: new Nudge(),
  };

  if (config.roles.has("relay")) await startRelay(parts);
  const { issuer, verifier } = await openIdentity(parts);
  const graphql = config.roles.has("api") ? await openApi(parts, verifier) : undefined;
  const app = createHttpServer({
    logger,
    readiness: readinessOf(parts),
    metrics: { registry: parts.metrics.registry, verifier: config.metricsPublic ? null : verifier },
    issuer,
    mounts: graphql ? [(mounting: FastifyInstance) => graphql.register(mounting)] : [],
  });
  scope.onClose(() => app.close());
  const sockets = graphql?.serveSockets(app.server);
  scope.onClose(async () => sockets?.dispose());
  const url = await app.listen({ port: config.port, host: config.host }).catch((cause: Error) => {
    throw new StartError(`It cannot listen on HOST ${config.host}, PORT ${config.port}: ${cause.message}`, {
      cause,
    });
  });
  const greeting = greet(config, {
    url,
    location: store.location,
    seconds: (performance.now() - began) / 1000,
  });
  logger.info({ url, roles: [...config.roles] }, "ready");
  return { greeting, url, close: () => scope.close() };
}

async function startRelay({ config, logger, scope, store, messaging, metrics, nudge }: Parts): Promise<void> {
  metrics.watchOutbox(() => store.feed.pending());
  await messaging.wakeUp.listen(() => nudge.signal());
  const options = {
    log: store.feed,
    sinks: messaging.sinks,
    nudge,
    logger,
    observer: metrics.sinks,
    ...config.relay,
  };
  const stopping = new AbortController();
  const relay = runRelay(options, stopping.signal);
  scope.onClose(async () => {
    stopping.abort();
    await relay;
  });
}

async function openIdentity({
  config,
  store,
}: Parts): Promise<Pick<HttpServerOptions, "issuer"> & { verifier: Verifier }> {
  if (config.auth.kind === "jwks") return { issuer: null, verifier: createVerifier(trustJwks(config.auth)) };
  const issuer = await openEmbeddedIssuer(store.signingKeys);
  return { issuer: { issuer, exposed: config.auth.exposed }, verifier: createVerifier(issuer.trust) };
}

async function openApi(parts: Parts, verifier: Verifier) {
  const { config, logger, scope, store, messaging, metrics, nudge } = parts;
  const unitOfWork = new GroupCommit({
    database: store.database,
    clock,
    logger,
    onEvents: () => {
      nudge.signal();
      messaging.wakeUp.signal();
    },
    onBatch: (commands) => metrics.batch(commands),
  });
  scope.onClose(() => unitOfWork.close());
  const deps: UseCaseDeps = { unitOfWork, defaults: config.stock };
  if (config.database.kind === "embedded") await seedDemoCatalogue(deps, store.reader);
  const live = await openLiveHub({ feed: store.feed, live: messaging.liveFeed, logger });
  scope.onClose(() => live.close());
  metrics.watchSubscriptions(() => live.size);
  const graphql = await openGraphql({
    verifier,
    deps,
    reader: store.reader,
    feed: store.feed,
    live,
    clock,
    logger,
  });
  scope.onClose(() => graphql.close());
  return graphql;
}

function readinessOf({ store, messaging }: Parts): HttpServerOptions["readiness"] {
  return {
    required: { database: async () => (await store.feed.head()) >= 0 },
    optional: {
      ...Object.fromEntries(messaging.sinks.map((sink) => [`${sink.name}-sink`, () => sink.healthy()])),
      "live-feed": () => messaging.liveFeed.healthy(),
    },
  };
}
