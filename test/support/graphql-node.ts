import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { createAuditLog } from "../../src/audit-log.js";
import { openEmbeddedIssuer, type EmbeddedIssuer } from "../../src/auth/embedded-issuer.js";
import type { Trust } from "../../src/auth/trust.js";
import { createVerifier, type Verifier } from "../../src/auth/verifier.js";
import { readConfig } from "../../src/config.js";
import type { SubscribersConfig } from "../../src/config/subscribers.js";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import { createMetrics, type Metrics } from "../../src/http/instruments.js";
import { registerEventSchemas } from "../../src/http/event-schemas.js";
import type { SubscriptionFigures } from "../../src/http/instruments/subscriptions.js";
import { createHttpServer } from "../../src/http/server.js";
import { createLogger } from "../../src/lib/logger.js";
import { Nudge } from "../../src/lib/nudge.js";
import { createScope } from "../../src/lib/scope.js";
import { openApi } from "../../src/open-api.js";
import { openMessaging } from "../../src/open-messaging.js";
import { openUnitOfWork, startRelay, type Parts } from "../../src/open-roles.js";
import type { Reader } from "../../src/ports/reader.js";
import { openRegistry } from "../../src/registry/registry.js";
import { createStockAudits } from "../../src/store/balances.js";
import { openDatabase } from "../../src/store/database.js";
import { createFeedLog } from "../../src/store/feed/feed-log.js";
import { createGauges } from "../../src/store/gauges.js";
import { createReader } from "../../src/store/reader.js";
import { createSigningKeys } from "../../src/store/signing-keys.js";
import type { Store } from "../../src/store/store.js";

export interface GraphqlNode {
  readonly url: string;
  readonly issuer: EmbeddedIssuer;
  /** How many are open. */
  subscriptions(): number;
  /** What is told of subscribers at a scrape. */
  figures(): SubscriptionFigures;
  /** How often each of the Reader's questions was asked. */
  readonly asked: Record<keyof Reader, number>;
  close(): Promise<void>;
}

export interface GraphqlNodeOptions {
  readonly environment?: Record<string, string>;
  /** In place of what the environment says. */
  readonly subscribers?: Partial<SubscribersConfig>;
  /** Who checks tokens; by default by the node's own issuer. */
  readonly verifier?: (trust: Trust) => Verifier;
  /** False: another process gives events their positions. */
  readonly relays?: boolean;
}

/** One node over its edges, composed as the service is: a real store, relay and live feed, and a port of its own. */
export async function openGraphqlNode(
  databaseUrl: string,
  options: GraphqlNodeOptions = {},
): Promise<GraphqlNode> {
  const { environment, subscribers, relays = true } = options;
  const logger = createLogger("silent");
  const scope = createScope();
  const read = readConfig({ DATABASE_URL: databaseUrl, OUTBOX_POLL_INTERVAL_MS: "50", ...environment });
  const config = { ...read, subscribers: { ...read.subscribers, ...subscribers } };
  const database = openDatabase(databaseUrl, logger);
  scope.onClose(() => database.close());
  const reader = createReader(database.pool);
  const asked = Object.fromEntries(Object.keys(reader).map((name) => [name, 0])) as GraphqlNode["asked"];
  const registry = openRegistry(logger);
  const feed = createFeedLog(database.pool, registry);
  const store: Store = {
    ...{ database, feed, feedId: await feed.feedId(), reader: counting(reader, asked) },
    audits: createStockAudits(database.pool),
    gauges: createGauges(database.pool),
    signingKeys: createSigningKeys(database.pool),
    ...{ location: undefined, close: () => database.close() },
  };
  const messaging = await openMessaging(config, store.feedId, logger);
  scope.onClose(() => messaging.close());
  let figures = (): SubscriptionFigures => {
    throw new Error("The node has no subscribers yet");
  };
  const metrics: Metrics = {
    ...createMetrics(),
    watchSubscriptions: (ask) => void (figures = ask),
  };
  const strategy = STRATEGIES.PRIORITY;
  const audit = createAuditLog(logger, config.auditLog);
  const parts: Parts = {
    config,
    logger,
    audit,
    scope,
    metrics,
    store,
    messaging,
    strategy,
    registry,
    nudge: new Nudge(),
  };
  if (relays) await startRelay(parts);
  const deps = await openUnitOfWork(parts);
  const issuer = await openEmbeddedIssuer(store.signingKeys);
  const verifier = (options.verifier ?? createVerifier)(issuer.trust);
  const { graphql, mounts } = await openApi(parts, deps, verifier);

  const app = createHttpServer({
    logger,
    audit,
    readiness: {
      required: { database: () => null },
      optional: { live: () => messaging.liveFeed.fault() },
    },
    metrics: { registry: new Registry(), open: false },
    verifier,
    issuer: { issuer, exposed: false },
    mounts: [...mounts, (mounting) => registerEventSchemas(mounting, registry)],
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  scope.onClose(() => app.close());
  const sockets = graphql.serveSockets(app.server);
  scope.onClose(() => sockets.dispose());
  const { port } = app.server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, issuer, asked },
    subscriptions: () => figures().subscriptions,
    figures: () => figures(),
    close: () => scope.close(),
  };
}

function counting(reader: Reader, asked: Record<keyof Reader, number>): Reader {
  return new Proxy(reader, {
    get(target, name: keyof Reader) {
      asked[name] += 1;
      return target[name];
    },
  });
}
