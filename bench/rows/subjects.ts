import type { Load, LoadJob } from "../load/load.js";
import type { RequestKind } from "../load/requests.js";
import type { RawSql } from "../raw/raw.js";
import type { Stage } from "../stage/stage.js";
import { YARDSTICK_SETTINGS } from "../yardstick/settings.js";
import type { Subject } from "./compare.js";

type What = Pick<LoadJob, "request" | "connections">;

export function serviceSubject(load: Load, { service, headers }: Stage, what: What): Subject {
  const job = { origin: service.origin, headers, dialect: "graphql", ...what } as const;
  return {
    name: "service",
    pid: service.pid,
    connections: what.connections,
    drive: (seconds) => load.run({ ...job, seconds }),
  };
}

export function yardstickSubject(
  load: Load,
  { origin, pid }: { origin: string; pid: number },
  what: What,
): Subject {
  const job = { origin, headers: {}, dialect: "bare", ...what } as const;
  return {
    name: "yardstick",
    pid,
    connections: what.connections,
    drive: (seconds) => load.run({ ...job, seconds }),
  };
}

/** As many connections as the yardstick itself has. */
export function rawSubject(
  raw: RawSql,
  databaseUrl: string,
  request: Exclude<RequestKind, "typename">,
): Subject {
  const job = { databaseUrl, request, connections: YARDSTICK_SETTINGS[request].connections };
  return { name: "raw-sql", connections: job.connections, drive: (seconds) => raw.run({ ...job, seconds }) };
}
