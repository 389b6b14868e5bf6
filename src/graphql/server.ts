import type { Server } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Verifier } from "../auth/verifier.js";
import type { Asking } from "./asking.js";
import type { KeyValueCache } from "../ports/key-value-cache.js";
import { startApollo } from "./apollo.js";
import type { GraphqlDeps } from "./context.js";
import { createCharge } from "./cost/charge.js";
import { registerEventStreams } from "./event-streams.js";
import type { LiveHub } from "./live/live-hub.js";
import { Outlets } from "./live/outlets.js";
import { createOperations } from "./operations.js";
import { registerRoute } from "./route.js";
import { buildGraphqlSchema } from "./schema.js";
import { serveSockets, type Sockets } from "./sockets.js";
import type { SubscriberLimits } from "./subscriber-limits.js";
import { checkPublished } from "./trusted/check-published.js";
import { loadTrusted } from "./trusted/trusted-documents.js";

export interface GraphqlOptions extends GraphqlDeps {
  readonly verifier: Verifier;
  readonly hub: LiveHub;
  readonly limits: SubscriberLimits;
  readonly asking: Asking;
  /** Of documents that clients name by their hashes. */
  readonly cache: KeyValueCache;
}

export interface Graphql {
  /** Adds GET and POST of /graphql, and its event streams. */
  register(app: FastifyInstance): void;
  /** Serves WebSockets on the same path of the app's server; dispose of them before it closes. */
  serveSockets(server: Server): Sockets;
  /** The connections of subscribers. */
  readonly outlets: Outlets;
  close(): Promise<void>;
}

/** @throws StartError when trusted documents cannot be read, or carried out. */
export async function openGraphql(options: GraphqlOptions): Promise<Graphql> {
  const { verifier, hub, limits, asking, cache, ...given } = options;
  const schema = buildGraphqlSchema();
  const { audit, logger, rates } = given;
  const trusted = await loadTrusted(asking.trusted.manifests, asking.trusted.only);
  checkPublished(trusted, schema, asking);
  const charge = createCharge({ schema, limits: asking.limits, maxCost: asking.maxCost, rates });
  const shared = { schema, asking, trusted, charge };
  const apollo = await startApollo({ ...shared, cache, logger });
  const operations = createOperations({ ...shared, given, hub });
  const { bufferBytes, behindMs, keepAliveMs } = limits;
  const outlets = new Outlets({ limit: bufferBytes, patienceMs: behindMs, keepAliveMs });
  const { requestTimeoutMs } = given;
  const subscribing = { operations, outlets, verifier, limits, requestTimeoutMs, audit, logger };
  return {
    outlets,
    register: (app) =>
      registerRoute(app, {
        ...{ apollo, verifier, given },
        streams: (scope, identify) => registerEventStreams(scope, identify, subscribing),
      }),
    serveSockets: (server) => serveSockets(server, subscribing),
    close: () => apollo.stop(),
  };
}
