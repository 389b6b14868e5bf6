import type { FastifyInstance, onRequestAsyncHookHandler, RouteOptions } from "fastify";
import { decorateCaller, callerOf, type Identify } from "./identify.js";
import { demandScope, isRoute, rightOf, type Route } from "./rights.js";
import type { Scope } from "./scopes.js";

/**
 * Puts the table of rights before every route that is added from now on: who lacks the right is
 * refused before the body is read. `open`: routes that a setting makes public.
 *
 * @throws when a route is not in the table: nobody decided who may call it.
 */
export function guardRoutes(app: FastifyInstance, identify: Identify, open: ReadonlySet<Route>): void {
  decorateCaller(app);
  app.addHook("onRoute", (route) => {
    for (const name of namesOf(route)) {
      if (!isRoute(name)) throw new Error(`${name} is missing from the table of rights`);
      const right = rightOf(name);
      if (right === "public" || right === "by field" || open.has(name)) continue;
      const later = [route.onRequest ?? []].flat();
      route.onRequest = [identify, ...(right === "by body" ? [] : [demand(right)]), ...later];
    }
  });
}

function demand(scope: Scope): onRequestAsyncHookHandler {
  return async (request) => demandScope(callerOf(request).principal, scope);
}

/** HEAD is GET without its body. */
function namesOf({ method, url }: RouteOptions): readonly string[] {
  return [...new Set([method].flat().map((each) => `${each === "HEAD" ? "GET" : each} ${url}`))];
}
