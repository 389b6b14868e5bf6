import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import type { SchemaRegistry } from "../ports/schema-registry.js";
import { HttpProblem } from "./problem.js";

/** Equally deep below the package's root from src/http and from dist/http. */
const ASYNCAPI = fileURLToPath(new URL("../../asyncapi.json", import.meta.url));

const FOR_EVER = "public, max-age=31536000, immutable";
const A_WHILE = "public, max-age=300";

/** What consumers build on, for everybody: the schemas, a list of them, and the AsyncAPI document. */
export function registerEventSchemas(
  app: FastifyInstance,
  { schemas }: Pick<SchemaRegistry, "schemas">,
): void {
  const asyncapi = readFileSync(ASYNCAPI, "utf8");
  const files = new Map(
    schemas.map(({ type, version, schema }) => [linkTo(type, version), JSON.stringify(schema)]),
  );
  const index = { schemas: indexOf(schemas), asyncapi: "/asyncapi.json" };

  app.get("/asyncapi.json", async (_request, reply) => {
    reply.header("cache-control", A_WHILE).type("application/json; charset=utf-8");
    return asyncapi;
  });
  app.get("/event-schemas", async (_request, reply) => {
    reply.header("cache-control", A_WHILE);
    return index;
  });
  app.get<{ Params: { type: string; file: string } }>(
    "/event-schemas/:type/:file",
    async (request, reply) => {
      const { type, file } = request.params;
      const schema = files.get(`/event-schemas/${type}/${file}`);
      if (schema === undefined) {
        throw new HttpProblem(
          "NOT_FOUND",
          "There is no such schema: /event-schemas lists those that there are.",
        );
      }
      // Released, so it never changes.
      reply.header("cache-control", FOR_EVER).type("application/schema+json; charset=utf-8");
      return schema;
    },
  );
}

function linkTo(type: string, version: string): string {
  return `/event-schemas/${type}/${version}.json`;
}

/** Each type with its versions, the current one last. */
function indexOf(schemas: SchemaRegistry["schemas"]) {
  return schemas
    .filter(({ current }) => current)
    .map(({ type, version: current }) => ({
      type,
      current,
      versions: schemas
        .filter((schema) => schema.type === type)
        .map(({ version }) => ({ version, href: linkTo(type, version) })),
    }));
}
