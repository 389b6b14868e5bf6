// The OpenAPI document, as the service serves it.
import Fastify from "fastify";
import { format } from "prettier";

export async function openapi() {
  const { registerRest } = await import("../dist/http/rest/routes.js");
  const app = Fastify();
  // Nothing else is asked of it, so it needs nothing to answer by.
  registerRest(app, {});
  const { body } = await app.inject("/openapi.json");
  await app.close();
  return format(body, { parser: "json", printWidth: 110 });
}
