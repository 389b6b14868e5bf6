import { createScope } from "../../src/lib/scope.js";
import { startLoad } from "../load/load.js";
import { startRawSql } from "../raw/raw.js";
import { createDatabase, connect, createTables } from "../stage/database.js";
import { seed } from "../stage/seed.js";
import { startYardstick } from "../yardstick/yardstick.js";
import type { Bench } from "./bench.js";

const SETTINGS = [
  ...[4, 8, 16, 32].map((connections) => ({ connections, pipeline: false })),
  ...[1, 2, 4, 8].map((connections) => ({ connections, pipeline: true })),
];
const RAW_CONNECTIONS = [4, 8, 16, 32];

/** Finds the connections with which the yardstick does best; `yardstick/settings.ts` holds the answer. */
export const tuning: Bench = async ({ options, emit }) => {
  const scope = createScope();
  try {
    const databaseUrl = await createDatabase(scope);
    const client = await connect(databaseUrl, scope);
    await createTables(client);
    await seed(client);
    const load = startLoad(scope);
    const raw = startRawSql(scope);
    const servers = [];
    for (const setting of SETTINGS)
      servers.push({ setting, ...(await startYardstick({ databaseUrl, ...setting }, scope)) });
    for (let round = 0; round < options.rounds + 1; round++) {
      for (const request of ["items", "reserve-random", "reserve-hot"] as const) {
        for (const { setting, origin } of servers) {
          const job = { origin, headers: {}, dialect: "bare", request } as const;
          const result = await load.run({
            ...job,
            connections: options.connections,
            seconds: options.seconds,
          });
          if (round > 0) emit({ bench: `tuning-${request}`, subject: "yardstick", ...setting, ...result });
        }
        if (round === 0) continue;
        for (const connections of RAW_CONNECTIONS) {
          const result = await raw.run({ databaseUrl, request, connections, seconds: options.seconds });
          emit({ bench: `tuning-${request}`, subject: "raw-sql", connections, ...result });
        }
      }
    }
  } finally {
    await scope.close();
  }
};
