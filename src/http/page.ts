import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

export interface Page {
  readonly url: string;
  /** Of the build's folder, with index.html in it. */
  readonly folder: string;
  /** Below that folder, and below the service's root: its files, whose names change with their content. */
  readonly files: string;
  /** Where it needs another policy than pages have. */
  readonly policy?: Readonly<Record<string, string>>;
}

// The same folder from src/ and from dist/.
const BUILDS = join(dirname(fileURLToPath(import.meta.url)), "../../dist");

// Its script and its style are files of its own; nothing is loaded from other hosts.
const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data:",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** A page that Vite has built, and its files, in a scope of their own. */
export async function servePage(scope: FastifyInstance, { url, folder, files, policy }: Page): Promise<void> {
  const root = join(BUILDS, folder);
  const headers = {
    "content-security-policy": Object.entries({ ...POLICY, ...policy })
      .map((directive) => directive.join(" "))
      .join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
  await scope.register(fastifyStatic, {
    root: join(root, files),
    prefix: `/${files}/`,
    index: false,
    immutable: true,
    maxAge: "365d",
    // By the build.
    preCompressed: true,
    setHeaders(response) {
      void response.setHeader("x-content-type-options", "nosniff");
      // A cache on the way must not hand on what its own browser cannot read.
      void response.setHeader("vary", "accept-encoding");
    },
  });
  scope.get(url, (_request, reply) => {
    reply.headers(headers);
    return reply.header("cache-control", "no-cache").sendFile("index.html", root, { cacheControl: false });
  });
}
