import type { FastifyInstance } from "fastify";

/** What is no page: nothing in it runs, loads or is framed, whatever a browser takes it for. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Headers of every answer, which a route may replace by its own. Strict-Transport-Security is
 * not among them: it is the word of what ends TLS, in front of the service.
 */
export function secureHeaders(app: FastifyInstance): void {
  // By callbacks: every answer would pay for the promises.
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(HEADERS);
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    done(null, payload);
  });
}
