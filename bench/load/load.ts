import type { Scope } from "../../src/lib/scope.js";
import { startWorker, type Worker } from "../stage/worker.js";
import type { Dialect, RequestKind } from "./requests.js";

export interface LoadJob {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly request: RequestKind;
  readonly connections: number;
  readonly seconds: number;
  /** Instead of `seconds`: this many requests, every one of them waited for. */
  readonly amount?: number;
}

/** Latencies in ms. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly sent: number;
  readonly succeeded: number;
  /** Not 2xx, or with errors in the body, or without an answer. */
  readonly errors: number;
}

export type Load = Worker<LoadJob, LoadResult>;

/** The load generator in a process of its own; one for a whole run, so that it stays warm. */
export function startLoad(scope: Scope): Load {
  return startWorker(new URL("./worker.ts", import.meta.url), scope);
}
