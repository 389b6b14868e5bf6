import type { Server } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Verifier } from "../auth/verifier.js";
import { startApollo } from "./apollo.js";
import type { GraphqlDeps } from "./context.js";
import { registerRoute } from "./route.js";
import { buildGraphqlSchema } from "./schema.js";
import { serveSockets, type Sockets } from "./sockets.js";

export interface GraphqlOptions extends GraphqlDeps {
  readonly verifier: Verifier;
}

export interface Graphql {
  /** Adds GET and POST of /graphql. */
  register(app: FastifyInstance): void;
  /** Serves WebSockets on the same path of the app's server; dispose of them before it closes. */
  serveSockets(server: Server): Sockets;
  close(): Promise<void>;
}

export async function openGraphql({ verifier, ...given }: GraphqlOptions): Promise<Graphql> {
  const schema = buildGraphqlSchema();
  const apollo = await startApollo(schema, given.logger);
  return {
    register: (app) => registerRoute(app, { apollo, verifier, given }),
    serveSockets: (server) => serveSockets(server, { schema, verifier, given }),
    close: () => apollo.stop(),
  };
}
