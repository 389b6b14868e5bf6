import { createScope } from "../../src/lib/scope.js";
import type { BrokerJob, BrokerResult, OrderKind } from "../consume/consume.js";
import { consumerSubject, takerSubject } from "../consume/subjects.js";
import { CONSUMES_ORDERS, openOrderSource } from "../consume/source.js";
import { startLoad } from "../load/load.js";
import { openProfile } from "../report/profile.js";
import { median } from "../report/stats.js";
import { checkStock } from "../stage/invariants.js";
import { startService } from "../stage/service.js";
import { openStage } from "../stage/stage.js";
import { startWorker } from "../stage/worker.js";
import type { Bench } from "./bench.js";
import { compare } from "./compare.js";
import { serviceSubject } from "./subjects.js";

/** Orders that a process takes from the broker, beside a consumer that does nothing, and beside reserves by the API. */
export function consumeBench(orders: OrderKind): Bench {
  const bench = `consume-${orders}`;
  return async ({ options, emit, signal }) => {
    const scope = createScope();
    const profile = await openProfile(options.profile, bench);
    try {
      const stage = await openStage("api", scope);
      const { databaseUrl, exchangePrefix, client, channel } = stage;
      const source = await openOrderSource(channel, exchangePrefix, scope);
      const service = await startService(
        {
          ...{ databaseUrl, exchangePrefix, roles: "consumer", environment: CONSUMES_ORDERS },
          profileDir: profile?.dir,
        },
        scope,
      );
      const broker = startWorker<BrokerJob, BrokerResult>(
        new URL("../consume/worker.ts", import.meta.url),
        scope,
      );
      const load = startLoad(scope);
      const { seconds, rounds, connections } = options;
      const request = orders === "hot" ? "reserve-hot" : "reserve-random";
      const subjects = [
        consumerSubject({ broker, channel, client, source, pid: service.pid, orders }),
        takerSubject(broker, source),
        serviceSubject(load, stage, { request, connections }),
      ];
      const facts = { relay: false };
      const results = await compare({ bench, client, subjects, seconds, rounds, facts, signal }, emit);
      const rate = (name: string) =>
        median((results.get(name) ?? []).slice(1).map(({ perSecond }) => perSecond));
      emit({ bench: `${bench}-of-broker`, value: rate("consumer") / rate("raw-broker") });
      emit({ bench: `${bench}-of-reserves`, value: rate("consumer") / rate("service") });
      await checkStock(client);
    } finally {
      await scope.close();
      await profile?.report();
    }
  };
}
