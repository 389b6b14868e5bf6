import type { FastifyInstance } from "fastify";

/** By which methods an address is answered; none: there is no such address. */
export type AllowedMethods = (path: string) => readonly string[];

/** Learns every route that is added to the app, or within it, from now on. */
export function learnMethods(app: FastifyInstance): AllowedMethods {
  const routes = new Map<string, { readonly pattern: readonly string[]; readonly methods: Set<string> }>();
  app.addHook("onRoute", ({ method, url }) => {
    const route = routes.get(url) ?? { pattern: url.split("/"), methods: new Set() };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  return (path) => {
    const names = path.split("/");
    const found = [...routes.values()].filter(({ pattern }) => fits(pattern, names));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  };
}

function fits(pattern: readonly string[], names: readonly string[]): boolean {
  if (pattern.at(-1) === "*")
    return names.length >= pattern.length && fits(pattern.slice(0, -1), names.slice(0, pattern.length - 1));
  if (pattern.length !== names.length) return false;
  return pattern.every(
    (part, index) => part === names[index] || (part.startsWith(":") && names[index] !== ""),
  );
}
