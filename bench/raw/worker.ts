import { Client } from "pg";
import { v7 } from "uuid";
import { serveJobs } from "../stage/worker.js";
import { HOT_VARIANT, randomVariant } from "../stage/variants.js";
import { reserveQuery } from "../yardstick/reserve.js";
import { itemsQuery } from "../yardstick/items.js";
import { percentile } from "../report/stats.js";
import type { RawJob, RawResult } from "./raw.js";

/** The yardstick's statements without a server before them: N connections, each in a loop. */
async function drive({ databaseUrl, request, connections, seconds }: RawJob): Promise<RawResult> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const latencies: number[] = [];
  let errors = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (let at = performance.now(); at < end;) {
        const { rowCount } = await client.query(queryFor(request));
        const after = performance.now();
        latencies.push(after - at);
        at = after;
        if (rowCount === 0) errors++;
      }
    }),
  );
  const elapsed = (performance.now() - begun) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  latencies.sort((a, b) => a - b);
  return {
    perSecond: latencies.length / elapsed,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    succeeded: latencies.length - errors,
    sent: latencies.length,
    errors,
  };
}

function queryFor(request: RawJob["request"]) {
  if (request === "items") return itemsQuery(Array.from({ length: 100 }, randomVariant));
  const productVariantId = request === "reserve-hot" ? HOT_VARIANT : randomVariant();
  return reserveQuery({ productVariantId, quantity: 1, orderId: v7() }, v7());
}

serveJobs(drive);
