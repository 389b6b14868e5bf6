import type { FastifyRequest } from "fastify";
import { callerOf } from "../../auth/identify.js";
import type { RecentItems } from "../../ports/availability-cache.js";
import type { RestDeps } from "./deps.js";

/** As they are, for those who are confined, or who say `Cache-Control: no-cache`; else as they were a moment ago, perhaps. */
export function itemsFor(request: FastifyRequest, { reader, recent }: RestDeps): RecentItems {
  const insists = /\bno-cache\b/i.test(request.headers["cache-control"] ?? "");
  return insists || callerOf(request).principal.warehouses !== null ? reader : recent;
}
