import { setTimeout as delay } from "node:timers/promises";
import { createScope } from "../../../src/lib/scope.js";
import { openCluster, type Cluster, type Process } from "../cluster.js";
import { eventually } from "../eventually.js";
import { openBackends, type Backends } from "./own-servers.js";
import { KINDS, type Kill, type Kind, type NodeKind, type ServerKind } from "./plan.js";

/** Two nodes that serve, two that relay, one of them standing by, and all that they need. */
export interface Stage {
  readonly backends: Backends;
  readonly exchangePrefix: string;
  readonly kinds: readonly Kind[];
  /** As they are now; one that is being started again is still here. */
  readonly apis: readonly Process[];
  /** Resolves when what was killed or cut off is there again, or, of a process, is being started again. */
  perform(kill: Kill): Promise<void>;
  /** Resolves when every process runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(options: { ownBroker: boolean }): Promise<Stage> {
  const scope = createScope();
  try {
    const backends = await openBackends(scope, options);
    const { postgres, redis, rabbitmq } = backends;
    const cluster = await openCluster({
      database: { url: postgres.wire.url, drop: async () => undefined },
      redisUrl: redis.wire.url,
      amqpUrl: rabbitmq.wire.url,
    });
    scope.onClose(() => cluster.close());
    const nodes = { api: await startTwo(cluster, "api"), relay: await startTwo(cluster, "relay") };
    const starts = new Set<Promise<void>>();

    async function killNode({ target, which }: NodeKind): Promise<void> {
      await (nodes[target][which] as Process).kill();
      const start = startAgain(cluster, target).then((started) => {
        nodes[target][which] = started;
        starts.delete(start);
      });
      starts.add(start);
    }
    return {
      backends,
      exchangePrefix: cluster.exchangePrefix,
      kinds: KINDS.filter(({ target, how }) => how !== "kill" || isOurs(target, backends)),
      apis: nodes.api,
      perform: (kill) => ("which" in kill ? killNode(kill) : disturb(backends, kill)),
      settled: async () => void (await Promise.all(starts)),
      close: async () => {
        await Promise.allSettled(starts);
        await scope.close();
      },
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

const isOurs = (target: Kind["target"], backends: Backends): boolean =>
  target === "api" || target === "relay" || backends[target].own !== undefined;

const startTwo = (cluster: Cluster, role: string): Promise<Process[]> =>
  Promise.all([cluster.start(role), cluster.start(role)]);

/** As whatever supervises it would: again and again, since it may need a server that is away. */
function startAgain(cluster: Cluster, role: string): Promise<Process> {
  return eventually(() => cluster.start(role), { timeoutMs: 120_000 });
}

async function disturb(backends: Backends, { target, how, downMs }: ServerKind & Kill): Promise<void> {
  const { wire, own } = backends[target];
  switch (how) {
    case "kill":
      // SIGQUIT is what `pg_ctl stop -m immediate` sends: no checkpoint, no goodbye.
      await own?.fell(target === "postgres" ? "SIGQUIT" : "SIGKILL");
      await delay(downMs);
      await own?.raise();
      return;
    case "reset":
      wire.cut();
      return;
    case "refuse":
      wire.refuse();
      await delay(downMs);
      wire.accept();
      return;
    case "silence":
      wire.stall();
      await delay(downMs);
      wire.flow();
      return;
    default:
      return how satisfies never;
  }
}
