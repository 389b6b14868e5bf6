import { createScope } from "../../src/lib/scope.js";
import { startLoad } from "../load/load.js";
import { checkStock, hotReserved } from "../stage/invariants.js";
import { openStage } from "../stage/stage.js";
import type { Bench } from "./bench.js";

const AMOUNT = 20_000;

/** Not for speed: every request is waited for, so that the count has to be exact. */
export const hotExact: Bench = async ({ options, emit }) => {
  const scope = createScope();
  try {
    const { client, service, headers } = await openStage("api", scope);
    const load = startLoad(scope);
    const { connections, seconds } = options;
    const job = { origin: service.origin, headers, dialect: "graphql", request: "reserve-hot" } as const;
    const { succeeded, errors } = await load.run({ ...job, connections, seconds, amount: AMOUNT });
    const value = await hotReserved(client);
    await checkStock(client);
    emit({ bench: "reserve-hot-exact", subject: "service", value, unit: "reserved", succeeded, errors });
    if (value !== succeeded) throw new Error(`${succeeded} requests succeeded, but ${value} are reserved.`);
  } finally {
    await scope.close();
  }
};
