import { serveJobs } from "../stage/worker.js";
import { Crowd } from "./crowd.js";
import type { ClientJob, ClientResult } from "./fan-out.js";

const crowds = new Map<string, Crowd>();

async function carryOut(job: ClientJob): Promise<ClientResult> {
  const crowd = crowds.get(job.crowd) ?? new Crowd();
  crowds.set(job.crowd, crowd);
  switch (job.kind) {
    case "open":
      await crowd.open(job);
      return crowd.result();
    case "until":
      await crowd.until(job.total, job.patienceMs);
      return crowd.result();
    case "record":
      crowd.record();
      return crowd.result();
    case "report":
      return crowd.result(crowd.delays(job));
    default:
      return job satisfies never;
  }
}

serveJobs(carryOut);
