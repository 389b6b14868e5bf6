import type { Scope } from "../../src/lib/scope.js";
import type { LoadResult } from "../load/load.js";
import type { RequestKind } from "../load/requests.js";
import { startWorker, type Worker } from "../stage/worker.js";

export interface RawJob {
  readonly databaseUrl: string;
  readonly request: Exclude<RequestKind, "typename">;
  readonly connections: number;
  readonly seconds: number;
}

export type RawResult = LoadResult;
export type RawSql = Worker<RawJob, RawResult>;

export function startRawSql(scope: Scope): RawSql {
  return startWorker(new URL("./worker.ts", import.meta.url), scope);
}
