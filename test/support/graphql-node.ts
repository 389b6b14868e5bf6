import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { openEmbeddedIssuer, type EmbeddedIssuer } from "../../src/auth/embedded-issuer.js";
import { createVerifier } from "../../src/auth/verifier.js";
import { openLiveHub, type LiveHub } from "../../src/graphql/live/live-hub.js";
import { openGraphql } from "../../src/graphql/server.js";
import { createMetrics } from "../../src/http/instruments.js";
import { createHttpServer } from "../../src/http/server.js";
import { createLogger } from "../../src/lib/logger.js";
import { Nudge } from "../../src/lib/nudge.js";
import { createScope } from "../../src/lib/scope.js";
import { createInMemoryLive } from "../../src/messaging/in-memory-live.js";
import { runRelay } from "../../src/pipeline/relay.js";
import type { Reader } from "../../src/ports/reader.js";
import { createStockAudits } from "../../src/store/balances.js";
import { openDatabase } from "../../src/store/database.js";
import { createFeedLog } from "../../src/store/feed-log.js";
import { createReader } from "../../src/store/reader.js";
import { createSigningKeys } from "../../src/store/signing-keys.js";
import { GroupCommit } from "../../src/store/unit-of-work/group-commit.js";

export interface GraphqlNode {
  readonly url: string;
  readonly issuer: EmbeddedIssuer;
  readonly hub: LiveHub;
  /** How often each of the Reader's questions was asked. */
  readonly asked: Record<keyof Reader, number>;
  close(): Promise<void>;
}

/** One node over its edges: a real store, relay and live feed, and a port of its own. */
export async function openGraphqlNode(databaseUrl: string): Promise<GraphqlNode> {
  const logger = createLogger("silent");
  const scope = createScope();
  const clock = { now: Date.now };
  const nudge = new Nudge();
  const database = openDatabase(databaseUrl, logger);
  scope.onClose(() => database.close());
  const unitOfWork = new GroupCommit({
    database,
    clock,
    logger,
    strategy: STRATEGIES.PRIORITY,
    onEvents: () => nudge.signal(),
  });
  scope.onClose(() => unitOfWork.close());
  const log = createFeedLog(database.pool);
  const issuer = await openEmbeddedIssuer(createSigningKeys(database.pool));
  const verifier = createVerifier(issuer.trust);

  const live = createInMemoryLive({ feedId: await log.feedId(), logger });
  const metrics = createMetrics();
  const stopping = new AbortController();
  const relayed = runRelay(
    { log, sinks: [live.sink], nudge, pollIntervalMs: 50, batchSize: 500, logger, observer: metrics.sinks },
    stopping.signal,
  );
  scope.onClose(() => {
    stopping.abort();
    return relayed;
  });

  const hub = await openLiveHub({ feed: log, live: live.feed, logger });
  scope.onClose(() => hub.close());
  const reader = createReader(database.pool);
  const asked = Object.fromEntries(Object.keys(reader).map((name) => [name, 0])) as GraphqlNode["asked"];
  const graphql = await openGraphql({
    deps: {
      unitOfWork,
      alerts: metrics.alerts,
      defaults: { lowStockThreshold: 3, reservationTtlSeconds: 900 },
    },
    reader: counting(reader, asked),
    ...{ audits: createStockAudits(database.pool), strategy: STRATEGIES.PRIORITY },
    ...{ feed: log, live: hub, clock, logger, verifier },
  });
  scope.onClose(() => graphql.close());

  const app = createHttpServer({
    logger,
    readiness: { required: { database: () => true }, optional: { live: () => live.feed.healthy() } },
    metrics: { registry: new Registry(), verifier },
    issuer: { issuer, exposed: false },
    mounts: [graphql.register],
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  scope.onClose(() => app.close());
  const sockets = graphql.serveSockets(app.server);
  scope.onClose(() => sockets.dispose());
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, issuer, hub, asked, close: () => scope.close() };
}

function counting(reader: Reader, asked: Record<keyof Reader, number>): Reader {
  return new Proxy(reader, {
    get(target, name: keyof Reader) {
      asked[name] += 1;
      return target[name];
    },
  });
}
