import type { Scope } from "../../src/lib/scope.js";
import { startWorker } from "../stage/worker.js";
import type { Connecting } from "./querying.js";

/** The bare server in a process of its own. @returns its origin. */
export async function startYardstick(
  job: Connecting,
  scope: Scope,
): Promise<{ origin: string; pid: number }> {
  const worker = startWorker<Connecting, number>(new URL("./server.ts", import.meta.url), scope);
  return { origin: `http://127.0.0.1:${await worker.run(job)}`, pid: worker.pid };
}
