import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { InventoryItem } from "./schemas/item.js";
import { PROBLEM_SCHEMAS } from "./schemas/problem.js";
import { Released, Reservation } from "./schemas/reservation.js";
import { StockRecord } from "./schemas/stock-record.js";

/** Of the API, not of the program: raised by what callers notice. */
const API_VERSION = "1.0.0";

const DESCRIPTION = `What is in stock, and what changes it, over HTTP. The same rules, rights and answers as the GraphQL API at \`/graphql\`, which can also be subscribed to.

- **Tokens**: a JWT in \`Authorization: Bearer\`. A claim \`warehouses\` confines it: others do not exist for it.
- **Once**: writes with an \`Idempotency-Key\` are carried out once in 24 hours, however often they are sent.
- **Optimistic locking**: an item's \`ETag\` in \`If-Match\` (412 if it has changed), or its version in \`expectedVersion\` (409).
- **Problems**: RFC 9457, with a \`code\` for programs and everything that is wrong in \`errors\`.
- **Rates**: \`RateLimit\` says what is left of the client's allowance; beyond it 429 with \`Retry-After\`.
- **Tracing**: \`X-Correlation-Id\` and \`traceparent\` go on into the ledger and the events.`;

const TAGS = [
  { name: "Stock", description: "For shops, product and search services." },
  { name: "Orders", description: "Holds of stock, for the order service." },
  { name: "Admin", description: "For the content management." },
  { name: "Inventory entity", description: "The same stock, as the service architecture names it." },
];

/** Gathers every route that is added to the instance, or within it, from now on, and serves their description. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  for (const schema of [InventoryItem, StockRecord, Reservation, Released, ...PROBLEM_SCHEMAS]) {
    app.addSchema(schema);
  }
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Stockfeed", version: API_VERSION, description: DESCRIPTION },
      // Wherever it is served: no host is the service's own.
      servers: [{ url: "/" }],
      tags: TAGS,
      components: {
        securitySchemes: {
          bearer: {
            ...{ type: "http", scheme: "bearer", bearerFormat: "JWT" },
            description:
              "Of the embedded or your own issuer. What an operation needs is a scope of the token.",
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema.$id === "string" ? schema.$id : `schema-${index}`,
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) => {
    reply.header("cache-control", "public, max-age=300").type("application/json; charset=utf-8");
    return JSON.stringify(app.swagger());
  });
}
