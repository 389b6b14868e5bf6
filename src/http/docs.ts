import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** The page's own files and the API beside it, no other host; it sets its styles by script. */
const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** What the instance's routes are described as, for people, at /docs. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: "/docs",
    staticCSP: POLICY,
    theme: { title: "Stockfeed REST API" },
    uiConfig: {
      ...{ layout: "BaseLayout", deepLinking: true, docExpansion: "list", tryItOutEnabled: true },
      ...{ displayRequestDuration: true, persistAuthorization: false },
    },
  });
}
