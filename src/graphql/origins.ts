import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a web page may open a connection that browsers do not guard themselves: one of the
 * same origin, or of one that is named. Who sends no `Origin` is no browser.
 *
 * @param named Origins such as `https://shop.example`; `*` for all.
 */
export function createOrigins(named: readonly string[]): (headers: IncomingHttpHeaders) => boolean {
  const allowed = new Set(named.map((each) => each.toLowerCase()));
  return ({ origin, host }) => {
    if (origin === undefined || allowed.has("*") || allowed.has(origin.toLowerCase())) return true;
    return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
  };
}
