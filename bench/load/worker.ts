import autocannon, { type Client, type Request } from "autocannon";
import { serveJobs } from "../stage/worker.js";
import type { LoadJob, LoadResult } from "./load.js";
import { planFor, type RequestPlan } from "./requests.js";

/** Drives one kind of request, with every body made beforehand. */
async function drive(job: LoadJob): Promise<LoadResult> {
  const plan = planFor(job.request, job.dialect);
  const each = Math.ceil(plan.distinct / job.connections);
  const result = await autocannon({
    url: job.origin + plan.path,
    method: "POST",
    headers: { "content-type": "application/json", ...job.headers },
    connections: job.connections,
    ...(job.amount === undefined ? { duration: job.seconds } : { amount: job.amount }),
    timeout: 30,
    // Also how often the end is looked for.
    sampleInt: 50,
    // Each connection is given its own requests, built into buffers once.
    setupClient: (client: Client) => client.setRequests(bodies(plan, each)),
    verifyBody: (body) => plan.succeeded(String(body)),
  });
  const elapsed = (result.finish.getTime() - result.start.getTime()) / 1000;
  return {
    perSecond: result.requests.total / elapsed,
    p50: result.latency.p50,
    p99: result.latency.p99,
    sent: result.requests.sent,
    // A body that is not 2xx's never passes the check either.
    succeeded: result.requests.total - result.mismatches,
    errors: result.mismatches + result.errors,
  };
}

function bodies(plan: RequestPlan, count: number): Request[] {
  return Array.from({ length: count }, () => ({ body: plan.body() }));
}

serveJobs(drive);
