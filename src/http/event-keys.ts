import type { FastifyInstance } from "fastify";
import type { JSONWebKeySet } from "jose";

/** Consumers fetch it again when they meet a key that they do not know. */
const CACHED_SECONDS = 300;

/** The public keys of what signs messages (RFC 7517), for everybody. */
export function registerEventKeys(app: FastifyInstance, keys: JSONWebKeySet): void {
  app.get("/.well-known/event-keys.json", (_request, reply) =>
    reply
      .type("application/jwk-set+json")
      .header("cache-control", `public, max-age=${CACHED_SECONDS}`)
      .send(JSON.stringify(keys)),
  );
}
