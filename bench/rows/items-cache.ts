import { createScope } from "../../src/lib/scope.js";
import { startLoad } from "../load/load.js";
import { startService } from "../stage/service.js";
import { openStage } from "../stage/stage.js";
import { adminHeaders } from "../stage/token.js";
import type { Bench } from "./bench.js";
import { compare, type Subject } from "./compare.js";
import { serviceSubject } from "./subjects.js";

/** The same 100 items of the service, and of one on the same database that caches what is available. */
export const itemsCache: Bench = async ({ options, emit, signal }) => {
  const scope = createScope();
  try {
    const stage = await openStage("api", scope);
    const { databaseUrl, exchangePrefix, client } = stage;
    const environment = { AVAILABILITY_CACHE: "redis" };
    const caching = await startService({ databaseUrl, exchangePrefix, roles: "api", environment }, scope);
    const load = startLoad(scope);
    const { seconds, rounds, connections } = options;
    const what = { request: "items", connections } as const;
    const cached = { ...stage, service: caching, headers: await adminHeaders(caching.origin) };
    const subjects: Subject[] = [
      serviceSubject(load, stage, what),
      { ...serviceSubject(load, cached, what), name: "cached" },
    ];
    const facts = { relay: false };
    await compare({ bench: "items-100-cache", client, subjects, seconds, rounds, facts, signal }, emit);
  } finally {
    await scope.close();
  }
};
