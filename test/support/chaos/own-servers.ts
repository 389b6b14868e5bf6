import type { Scope } from "../../../src/lib/scope.js";
import { openOwnDatabase } from "../own-database.js";
import { rabbitmq } from "../provision/rabbitmq.js";
import { redis } from "../provision/redis.js";
import type { OwnServer } from "../provision/service.js";
import { amqpUrl, redisUrl } from "../services.js";
import { openTcpProxy, type TcpProxy } from "../tcp-proxy.js";

/** A server that is reached by a wire which can be cut, and, unless it is shared, may be killed. */
export interface Backend {
  readonly wire: TcpProxy;
  /** Past the wire. */
  readonly directUrl: string;
  readonly own: OwnServer | undefined;
}

export type Backends = Readonly<Record<"postgres" | "redis" | "rabbitmq", Backend>>;

/** Servers of this test's own where their programs can be had; a broker takes long to start, so only if asked for. */
export async function openBackends(scope: Scope, { ownBroker }: { ownBroker: boolean }): Promise<Backends> {
  const keep = (server: OwnServer | undefined) => {
    if (server) scope.onClose(() => server.close());
    return server;
  };
  const behindWire = async (own: OwnServer | undefined, directUrl: string): Promise<Backend> => {
    const wire = await openTcpProxy(directUrl);
    scope.onClose(() => wire.close());
    return { wire, directUrl, own };
  };
  const database = await openOwnDatabase();
  keep(database.server);
  const cache = keep(await redis.startInstalled());
  const broker = ownBroker ? keep(await rabbitmq.startInstalled()) : undefined;
  return {
    postgres: await behindWire(database.server, database.url),
    redis: await behindWire(cache, cache?.url ?? redisUrl()),
    rabbitmq: await behindWire(broker, broker?.url ?? amqpUrl()),
  };
}
