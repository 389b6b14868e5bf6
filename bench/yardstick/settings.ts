import type { RequestKind } from "../load/requests.js";
import type { Connecting } from "./querying.js";

type Settings = Omit<Connecting, "databaseUrl">;

/**
 * With which the yardstick did best (`npm run bench -- tuning` tries them all). Pipelining
 * beat pools of 8 and 16 while the machine was fairly quiet, not always while it was busy; on one row more sessions only wait for each other's lock.
 */
export const YARDSTICK_SETTINGS: Readonly<Record<RequestKind, Settings>> = {
  typename: { connections: 4, pipeline: false },
  items: { connections: 4, pipeline: false },
  "reserve-random": { connections: 8, pipeline: true },
  "reserve-hot": { connections: 2, pipeline: true },
};
